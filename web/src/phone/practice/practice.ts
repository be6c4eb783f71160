/**
 * The practice month on this phone: forms before they are in force.
 *
 * What is tried lies among the kept answers, apart from drafts and outbox: no round of sending ever sees it, and
 * it goes when its person signs out.
 */
import { shallowRef } from "vue";

import { get, post, Problem } from "../../shared/api/client";
import type { Practice, Shape } from "../../shared/api/wire";
import { actor } from "../../shared/session/identity";
import { answerTo } from "../checks/answers";
import { judge } from "../checks/judge";
import { type Sheet, typedIn } from "../form/drafting";
import type { Keeper } from "../form/keeper";
import { authorOf } from "../offline/author";
import { keepFor, orgUnit as ownPlace } from "../offline/phone";
import { cellOf, type Draft, keepAnswerSafely, readAnswer } from "../offline/store";

const NAME = "practice";

/** Null: none is open; undefined: nobody has said yet. */
export const practice = shallowRef<Practice | null>();

/** Read what is kept, then what the server says; without a network, or at an older server, the first stays. */
export async function readPractice(): Promise<void> {
  const { value: me } = actor;
  const { value: place } = ownPlace;
  const kept = (await readAnswer<Practice | null>(NAME).catch(() => undefined))?.body ?? undefined;
  // What is kept may be another of the person's places.
  practice.value = kept && place && kept.org_unit !== place ? undefined : kept;
  const at = Date.now();
  try {
    const found = await get<Practice | null>("/practice", place ? { org_unit: place } : {});
    await keepFor(me, { [NAME]: found }, at);
    if (actor.value === me && ownPlace.value === place) practice.value = found;
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 404) practice.value = null;
  }
}

export function trialSheet(code: string): Sheet | undefined {
  const due = practice.value?.cells.find((cell) => cell.form === code);
  const form = practice.value?.forms.find((one) => one.code === code);
  return form && due && { form, due };
}

/** Another draft of the forms begins with empty sheets. */
function draftName(cell: string): string {
  return `${NAME} ${practice.value?.digest ?? ""} ${authorOf(actor.value)} ${cell}`;
}

export async function readTrial(cell: string): Promise<Draft | undefined> {
  return (await readAnswer<Draft | null>(draftName(cell)))?.body ?? undefined;
}

/** Begin with what was tried last, or with what is known beforehand. */
function begin(orgUnit: string, { due }: Sheet): Draft {
  const wasTried = due.state !== "not_reported";
  return {
    author: authorOf(actor.value),
    cell: cellOf(orgUnit, due.form, due.period),
    org_unit: orgUnit,
    form: due.form,
    form_version: due.version,
    period: due.period,
    report_id: "",
    supersedes: null,
    not_applicable: due.not_applicable,
    ...typedIn(wasTried ? due.values : due.prefill, wasTried ? due.entered : {}),
    prefilled: wasTried ? [] : Object.keys(due.prefill),
    reason: "",
    saved_at: Date.now(),
  };
}

async function send(draft: Draft, { form, due }: Sheet): Promise<void> {
  const { values, entered, asks } = judge(form, due, draft);
  // A trial has one line of words: what would be answered to each question stands in it.
  const said = asks.map((finding) => answerTo(finding, draft.answers ?? {}, values)).filter((text) => text !== "");
  const reason = [draft.reason.trim(), ...new Set(said)].filter((text) => text !== "").join("；");
  await post<Shape<"TrialPublic">>(
    `/practice/reports/${draft.form}/${draft.org_unit}/${draft.period}`,
    {
      form_version: draft.form_version,
      values,
      entered,
      not_applicable: draft.not_applicable,
      reason: reason === "" ? null : reason,
    },
    "PUT",
  );
  await keepAnswerSafely(draftName(draft.cell), null);
}

/** Trials: kept apart, sent at once and only by hand. */
export const TRIALS: Keeper = {
  isPractice: true,
  lock: (cell) => `agri-practice ${cell}`,
  begin,
  read: readTrial,
  // A plain copy: what the page holds is watched by it.
  save: (draft) => keepAnswerSafely(draftName(draft.cell), { ...draft }),
  drop: (cell) => keepAnswerSafely(draftName(cell), null),
  send,
  years: () => undefined,
  back: { name: "practice" },
};
