/** Read what was typed, and say what is missing, impossible or questionable: everything without a network. */
import type {
  DataElement,
  DueForm,
  Entered,
  Finding,
  Form,
  Revision,
  Section,
  Total,
  Values,
} from "../../shared/api/wire";
import type { Draft } from "../offline/store";
import { answerTo, nameOf } from "./answers";
import { isTwoNumbers, meansNothing, readEntry } from "./amounts";
import { correctionFindings } from "./corrections";
import { idleFindings, leftOutFindings, productFindings } from "./lastYear";
import { landFindings, nearbyFindings, slipFindings } from "./magnitude";
import { isCounted } from "./periods";
import { otherMonthFindings, ruleFindings } from "./rules";
import { convert, entryUnits } from "./units";

/** Why a typed text cannot be taken. */
export type EntryFault =
  "not_a_number" | "two_numbers" | "means_nothing" | "other_unit" | "below_minimum" | "above_maximum" | "not_whole";

export interface Judgement {
  values: Values;
  entered: Entered;
  faults: Record<string, EntryFault>;
  /** Data elements that are asked and left blank. */
  blanks: string[];
  stops: Finding[];
  asks: Finding[];
  /** Questions that nothing is said to yet. */
  open: Finding[];
  /** A correction that corrects nothing: sent, it would only have to be reviewed once more. */
  isUnchanged: boolean;
  /** A reason is wanted: something already sent is corrected. */
  wantsReason: boolean;
  hasReason: boolean;
  /** Nothing stands against sending, blanks aside. */
  canSend: boolean;
}

/** What a draft says of sections that are not asked: those somebody opened, and those that hold something. */
type Opened = Partial<Pick<Draft, "texts" | "opened">>;

function isOpened(section: Section, { texts = {}, opened = [] }: Opened): boolean {
  return opened.includes(section.code) || section.elements.some(({ code }) => (texts[code] ?? "").trim() !== "");
}

type Asked = Pick<DueForm, "sections"> & Partial<Pick<DueForm, "not_applicable">>;

/** Whether a section that is not asked may be filled in: a crop that the baseline has not, or another month's. */
function mayOpen(form: Form, { sections, not_applicable = [] }: Asked, { code }: Section): boolean {
  return !sections.includes(code) && (form.other_months || not_applicable.includes(code));
}

/** The sections that are shown: those of the month whose crops are grown here, and what was opened besides. */
export function shownSections(form: Form, due: Asked, draft: Opened = {}): Section[] {
  return form.sections.filter(
    (section) => due.sections.includes(section.code) || (mayOpen(form, due, section) && isOpened(section, draft)),
  );
}

/** The sections that may be opened, and whether they are of the month: then it is the crop that is not expected. */
export function otherSections(form: Form, due: Asked, draft: Opened = {}): { section: Section; isOfMonth: boolean }[] {
  return form.sections
    .filter((section) => mayOpen(form, due, section) && !isOpened(section, draft))
    .map((section) => ({ section, isOfMonth: (due.not_applicable ?? []).includes(section.code) }));
}

/** A running total: what is given so far, and how many of its elements are still blank. */
interface Summed {
  total: Total;
  sum: number;
  blanks: number;
}

/** The totals of a section as far as anything of them is given; a blank is named, not taken for a zero. */
export function totalsOf(section: Section, values: Values): Summed[] {
  return section.totals.flatMap((total) => {
    const asked = total.elements.filter((code) => code in values);
    const given = asked.map((code) => values[code] ?? null).filter((value) => value !== null);
    if (given.length === 0) return [];
    return [{ total, sum: given.reduce((sum, value) => sum + value, 0), blanks: asked.length - given.length }];
  });
}

/** Why a text is no amount. */
function unreadable(text: string): EntryFault {
  if (isTwoNumbers(text)) return "two_numbers";
  return meansNothing(text) ? "means_nothing" : "not_a_number";
}

function faultOf(element: DataElement, value: number): EntryFault | undefined {
  if (value < element.minimum) return "below_minimum";
  if (value > element.maximum) return "above_maximum";
  if (element.is_whole && !Number.isInteger(value)) return "not_whole";
  return undefined;
}

/** Judge a draft; `countedYears` are the years whose reports some figure counts, where the server has said. */
export function judge(form: Form, due: DueForm, draft: Draft, countedYears?: number[]): Judgement {
  const values: Values = {};
  const entered: Judgement["entered"] = {};
  const faults: Judgement["faults"] = {};
  const blanks: string[] = [];
  const shown = shownSections(form, due, draft);
  const asked = new Set(
    shown.filter(({ code }) => due.sections.includes(code)).flatMap(({ elements }) => elements.map(({ code }) => code)),
  );
  for (const element of shown.flatMap((section) => section.elements)) {
    const { code, unit } = element;
    const typed = readEntry(draft.texts[code] ?? "");
    values[code] = null;
    if (typed === undefined) faults[code] = unreadable(draft.texts[code] ?? "");
    else if (typed === null) {
      // What nobody asks for, or asks without need, may stay blank without a word.
      if (asked.has(code) && !element.is_optional) blanks.push(code);
    } else if (typed.unit && !entryUnits(unit).includes(typed.unit)) {
      faults[code] = "other_unit";
    } else {
      // A unit that is written behind the amount is the one that is meant.
      const typedIn = typed.unit ?? draft.units[code] ?? unit;
      const value = convert(typed.amount, typedIn, unit);
      const fault = faultOf(element, value);
      if (fault) faults[code] = fault;
      values[code] = value;
      const working = draft.worked?.[code];
      if (working?.value === value) entered[code] = [typed.amount, typedIn, working.text];
      else if (typedIn !== unit) entered[code] = [typed.amount, typedIn];
    }
  }
  const notApplicable = form.sections.filter((section) => !shown.includes(section)).map(({ code }) => code);
  const rules = ruleFindings(form, draft.period, values, due.sums, notApplicable, due.last_year);
  const said = rules.map(({ element }) => element);
  // What was corrected and not yet reviewed again is held against the accepted version by the server alone.
  const accepted = due.state === "accepted" ? (draft.base?.values ?? {}) : {};
  const corrected = correctionFindings(form, values, accepted, due.changed);
  const findings: Finding[] = [
    ...(isCounted(draft.period, countedYears) ? [] : [uncounted(draft.period, countedYears ?? [])]),
    ...rules,
    ...otherMonthFindings(form, draft.period, values),
    ...slipFindings(form, values, due.last_year, draft.period, due.slip, due.moved, due.elsewhere),
    // An older answer of the server's has none of these.
    ...nearbyFindings(form, values, due.nearby ?? {}, due.slip),
    ...landFindings(form, values, due.limits ?? {}, due.last_year, draft.period),
    ...productFindings(form, values, due.last_year, due.expected ?? {}, draft.period, due.slip),
    ...idleFindings(form, values, due.last_year, due.busy ?? [], draft.period),
    ...(corrected.length > 0
      ? corrected
      : leftOutFindings(form, values, due.last_year, due.busy ?? [], draft.period, said)),
  ];
  const stops = findings.filter((finding) => finding.severity === "stop");
  const asks = findings.filter((finding) => finding.severity === "ask");
  const open = asks.filter((finding) => answerTo(finding, draft.answers ?? {}, values) === "");
  // What was returned may be sent again as it is: it may be right.
  const isUnchanged = due.state !== "returned" && isSame(draft, values);
  const wantsReason = draft.supersedes !== null;
  const hasReason = draft.reason.trim() !== "";
  return {
    values,
    entered,
    faults,
    blanks,
    stops,
    asks,
    open,
    isUnchanged,
    wantsReason,
    hasReason,
    // A month that asks for nothing takes a report, but no empty one.
    canSend:
      (asked.size > 0 || Object.values(values).some((value) => value !== null)) &&
      Object.keys(faults).length === 0 &&
      stops.length === 0 &&
      open.length === 0 &&
      !isUnchanged &&
      (!wantsReason || hasReason),
  };
}

function isSame({ supersedes, base, known_by = {} }: Draft, values: Values): boolean {
  if (supersedes === null || !base) return false;
  const codes = new Set([...Object.keys(base.values), ...Object.keys(values)]);
  const sections = new Set([...Object.keys(base.known_by), ...Object.keys(known_by)]);
  return (
    [...codes].every((code) => (base.values[code] ?? null) === (values[code] ?? null)) &&
    [...sections].every((code) => base.known_by[code] === known_by[code])
  );
}

function uncounted(period: string, countedYears: number[]): Finding {
  const text = {
    zh: `${period} 不在已启用的方案年度内，报了也不会计入任何指标，因此不能发送；可填报的年份：${countedYears.join("、")}`,
    en: `No figure counts a report of ${period}, so it cannot be sent; years that count: ${countedYears.join(", ")}`,
  };
  return { code: "year-not-open", severity: "stop", element: null, text };
}

/** Freeze a judged draft into a version with an id of its own. */
export function revisionOf(draft: Draft, judged: Judgement, revisionId: string, form?: Form): Revision {
  const reason = draft.reason.trim();
  /** A crop that the baseline has not, and that is grown all the same. */
  const opened = (form?.sections ?? []).filter((section) => isOpened(section, draft)).map(({ code }) => code);
  return {
    report_id: draft.report_id,
    revision_id: revisionId,
    form: draft.form,
    form_version: draft.form_version,
    org_unit: draft.org_unit,
    period: draft.period,
    supersedes: draft.supersedes,
    reason: reason === "" ? null : reason,
    values: judged.values,
    not_applicable: draft.not_applicable.filter((code) => !opened.includes(code)),
    entered: judged.entered,
    answers: Object.fromEntries(
      judged.asks
        .map((finding) => [nameOf(finding), answerTo(finding, draft.answers ?? {}, judged.values)] as const)
        .filter(([, text]) => text !== ""),
    ),
    known_by: draft.known_by ?? {},
    ...(draft.seconds === undefined ? {} : { seconds: draft.seconds }),
  };
}
