/** Begin, change, seal and take back drafts. */
import type { DueForm, Form, Report, Revision, Values } from "../../shared/api/wire";
import { say } from "../../shared/language";
import { actor, actorNow, newId } from "../../shared/session/identity";
import type { Answer } from "../checks/answers";
import { judge, type Judgement, revisionOf } from "../checks/judge";
import type { KnownBy } from "../checks/knownBy";
import { authorOf } from "../offline/author";
import {
  asked,
  askForWaking,
  changed,
  countedYears,
  due,
  forms,
  orgUnit,
  others,
  ownDrafts,
  ownOutbox,
  sent,
  sync,
} from "../offline/phone";
import { cellOf, type Draft, type Sealed, sealDrafts, takeBack } from "../offline/store";

/** What is needed to fill one form in. */
export interface Sheet {
  form: Form;
  due: DueForm;
}

/** A form in a version; without one, or where this phone has not heard of it, the one in force. */
export function formOf(code: string, version?: number): Form | undefined {
  const known = forms.value.filter((form) => form.code === code);
  return known.find((form) => form.version === version) ?? known[0];
}

export function sheetOf(code: string, period: string): Sheet | undefined {
  const found = [...asked.value, ...others.value].find((one) => one.form === code && one.period === period);
  const form = formOf(code, found?.version);
  return form && found ? { form, due: found } : undefined;
}

/** The amount last reported; the same month of last year is said beside it anyway. */
export function lastOf({ last, last_period, period }: DueForm, code: string): number | null | undefined {
  const isLastYear = last_period === `${Number(period.slice(0, 4)) - 1}${period.slice(4)}`;
  return isLastYear ? null : last[code];
}

/** Amounts as they were typed, in the units they were typed in. */
export function typedIn(values: Values, entered: Revision["entered"]): Pick<Draft, "texts" | "units" | "worked"> {
  const texts: Record<string, string> = {};
  const units: Record<string, string> = {};
  for (const [code, value] of Object.entries(values)) if (value !== null) texts[code] = String(value);
  const worked: NonNullable<Draft["worked"]> = {};
  for (const [code, [amount, unit, working]] of Object.entries(entered)) {
    texts[code] = String(amount);
    units[code] = unit;
    const value = values[code];
    if (working && typeof value === "number") worked[code] = { text: working, value };
  }
  return { texts, units, worked };
}

interface Version {
  report_id: string;
  revision_id: string;
  values: Values;
  entered: Revision["entered"];
  answers?: Record<string, string> | undefined;
  known_by?: Record<string, KnownBy> | undefined;
  reason?: string | null | undefined;
  /** It has not left this phone. */
  isHere?: boolean;
}

/** What was answered to a version, each answer with the amount that it spoke of. */
export function answersOf({ answers = {}, values }: Pick<Version, "answers" | "values">): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, text]) => [name, { text, of: values[name.split(":")[1] ?? ""] ?? null }]),
  );
}

/**
 * The version that a change starts from: the last that left this phone, if the server's answer here is older,
 * else the server's current one; undefined where nothing was reported.
 */
function baseOf(cell: string, asked: DueForm): Version | undefined {
  const waiting = ownOutbox.value.filter((one) => one.cell === cell && one.problem === null).at(-1);
  if (waiting) return { ...waiting.revision, isHere: true };
  const readAt = due.value?.at ?? 0;
  const fresh = sent.value
    .filter((one) => one.cell === cell && one.at > readAt && one.receipt.state === "received")
    .at(-1);
  if (fresh) return fresh.revision;
  if (asked.report_id === null || asked.revision_id === null) return undefined;
  const { report_id, revision_id, values, entered, answers, known_by } = asked;
  return { report_id, revision_id, values, entered, answers, known_by };
}

/** Begin with what is known beforehand, or, to correct, with what was sent. */
export function newDraft(orgUnit: string, { due: asked }: Sheet): Draft {
  const cell = cellOf(orgUnit, asked.form, asked.period);
  const base = baseOf(cell, asked);
  return {
    author: authorOf(actor.value),
    cell,
    org_unit: orgUnit,
    form: asked.form,
    form_version: asked.version,
    period: asked.period,
    report_id: base?.report_id ?? newId(),
    supersedes: base?.revision_id ?? null,
    not_applicable: asked.not_applicable,
    ...typedIn(base?.values ?? asked.prefill, base?.entered ?? {}),
    prefilled: base ? [] : Object.keys(asked.prefill),
    opened: [],
    answers: base ? answersOf(base) : {},
    known_by: base?.known_by ?? {},
    base: base ? { values: base.values, known_by: base.known_by ?? {} } : null,
    // Nobody has seen what still waits: to change it needs no reason of its own.
    reason: base?.isHere ? base.reason || say("reason.before_sending") : "",
    saved_at: Date.now(),
  };
}

/** Whether a version has yet to leave this phone; a refused one will never be what another is laid upon. */
export const isHere = (revisionId: string | null): boolean =>
  ownOutbox.value.some((one) => one.revision_id === revisionId && one.problem === null);

/** A version of a form that was not taken: its figures are on this phone alone. */
export const refusedOf = ({ form, period }: DueForm): Sealed | undefined =>
  ownOutbox.value.filter((one) => one.problem !== null && one.cell === cellOf(orgUnit.value, form, period)).at(-1);

/** Why it is changed is known without asking: the version before has not left this phone. */
export const isReasonKnown = ({ supersedes, reason }: Draft): boolean =>
  isHere(supersedes) && reason === say("reason.before_sending");

/** A sheet for a report that is older than what the month asks; the sums are then the server's affair. */
export function oldSheet(report: Report): Sheet | undefined {
  const current = report.revisions.at(-1);
  const form = formOf(report.form, current?.form_version);
  if (!form || !current) return undefined;
  const found = sheetOfOld(form, report.period, current.not_applicable, Object.keys(current.values));
  const { report_id, state, is_closed } = report;
  const { revision_id, values, entered, known_by, decisions } = current;
  const reason = decisions.at(-1)?.reason ?? null;
  return { form, due: { ...found, report_id, revision_id, state, reason, values, entered, known_by, is_closed } };
}

/** A sheet for a draft that was begun when its month was asked, and never reported. */
export function draftSheet({ form: code, form_version, period, not_applicable, texts }: Draft): Sheet | undefined {
  const form = formOf(code, form_version);
  return form && { form, due: sheetOfOld(form, period, not_applicable, Object.keys(texts)) };
}

/** What an old month asked, as far as it shows in what was filled in. */
function sheetOfOld(form: Form, period: string, not_applicable: string[], filled: string[]): DueForm {
  const asked = form.sections.filter(
    (section) =>
      !not_applicable.includes(section.code) && section.elements.some((element) => filled.includes(element.code)),
  );
  return {
    form: form.code,
    version: form.version,
    period,
    sections: asked.map((section) => section.code),
    not_applicable,
    report_id: null,
    revision_id: null,
    state: "not_reported",
    reason: null,
    values: {},
    entered: {},
    prefill: {},
    last: {},
    last_year: {},
    sums: {},
    due_on: "",
    closes_on: "",
    is_closed: false,
  };
}

function sealed(draft: Draft, judged: Judgement, form: Form): Sealed {
  const revision = revisionOf(draft, judged, newId(), form);
  return {
    author: draft.author,
    revision_id: revision.revision_id,
    cell: draft.cell,
    org_unit: draft.org_unit,
    revision,
    sealed_at: Date.now(),
    tries: 0,
    problem: null,
  };
}

/** Put drafts on their way; they are sent now, or as soon as there is a network. */
export async function send(items: { draft: Draft; sheet: Sheet }[]): Promise<number> {
  const count = await sealDrafts(
    items.map(({ draft, sheet }) => sealed(draft, judge(sheet.form, sheet.due, draft, countedYears.value), sheet.form)),
    actorNow(),
  );
  await changed();
  void askForWaking();
  void sync();
  return count;
}

/** The drafts that are filled in completely and have nothing against them. */
export function completeDrafts(): { draft: Draft; sheet: Sheet }[] {
  return ownDrafts.value.flatMap((draft) => {
    const sheet = sheetOf(draft.form, draft.period);
    // A closed month takes nothing: what was filled in for it is not sent to be refused.
    if (!sheet || draft.org_unit !== orgUnit.value || sheet.due.is_closed) return [];
    const judged = judge(sheet.form, sheet.due, draft, countedYears.value);
    return judged.canSend && judged.blanks.length === 0 ? [{ draft, sheet }] : [];
  });
}

/**
 * Open a version that the server did not take, to change it.
 *
 * The form may have a new version by now, or the report another current one: the draft names those.
 */
export async function reopen(one: Sealed): Promise<void> {
  const { revision } = one;
  const asked = one.org_unit === orgUnit.value ? sheetOf(revision.form, revision.period)?.due : undefined;
  await takeBack(one.revision_id, {
    author: one.author,
    cell: one.cell,
    org_unit: one.org_unit,
    form: revision.form,
    form_version: asked?.version ?? revision.form_version,
    period: revision.period,
    report_id: asked?.report_id ?? revision.report_id,
    supersedes: asked?.report_id ? asked.revision_id : revision.supersedes,
    not_applicable: asked?.not_applicable ?? revision.not_applicable,
    ...typedIn(revision.values, revision.entered),
    prefilled: [],
    answers: answersOf(revision),
    known_by: revision.known_by ?? {},
    base: null,
    reason: revision.reason ?? "",
    ...(typeof revision.seconds === "number" ? { seconds: revision.seconds } : {}),
    saved_at: Date.now(),
  });
  await changed();
}
