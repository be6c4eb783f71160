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
import { isTwoNumbers, readAmount } from "./amounts";
import { landFindings, nearbyFindings, slipFindings } from "./magnitude";
import { isCounted } from "./periods";
import { ruleFindings } from "./rules";
import { convert } from "./units";

/** Why a typed text cannot be taken. */
export type EntryFault = "not_a_number" | "two_numbers" | "below_minimum" | "above_maximum" | "not_whole";

export interface Judgement {
  values: Values;
  entered: Entered;
  faults: Record<string, EntryFault>;
  /** Data elements that are asked and left blank. */
  blanks: string[];
  stops: Finding[];
  asks: Finding[];
  /** A reason is wanted: a rule asks, or something already sent is corrected. */
  wantsReason: boolean;
  hasReason: boolean;
  /** Nothing stands against sending, blanks aside. */
  canSend: boolean;
}

/** The sections that are shown: those of the month whose crops are grown here. */
export function shownSections(form: Form, due: Pick<DueForm, "sections">): Section[] {
  return form.sections.filter((section) => due.sections.includes(section.code));
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
  for (const element of shownSections(form, due).flatMap((section) => section.elements)) {
    const { code, unit } = element;
    const typed = readAmount(draft.texts[code] ?? "");
    values[code] = null;
    if (typed === undefined) faults[code] = isTwoNumbers(draft.texts[code] ?? "") ? "two_numbers" : "not_a_number";
    else if (typed === null) blanks.push(code);
    else {
      const typedIn = draft.units[code] ?? unit;
      const value = convert(typed, typedIn, unit);
      const fault = faultOf(element, value);
      if (fault) faults[code] = fault;
      values[code] = value;
      if (typedIn !== unit) entered[code] = [typed, typedIn];
    }
  }
  const notApplicable = form.sections.map(({ code }) => code).filter((code) => !due.sections.includes(code));
  const findings: Finding[] = [
    ...(isCounted(draft.period, countedYears) ? [] : [uncounted(draft.period, countedYears ?? [])]),
    ...ruleFindings(form, draft.period, values, due.sums, notApplicable),
    ...slipFindings(form, values, due.last_year, draft.period),
    // An older answer of the server's has neither of these.
    ...nearbyFindings(form, values, due.nearby ?? {}),
    ...landFindings(form, values, due.limits ?? {}, due.last_year, draft.period),
  ];
  const stops = findings.filter((finding) => finding.severity === "stop");
  const asks = findings.filter((finding) => finding.severity === "ask");
  const wantsReason = asks.length > 0 || draft.supersedes !== null;
  const hasReason = draft.reason.trim() !== "";
  return {
    values,
    entered,
    faults,
    blanks,
    stops,
    asks,
    wantsReason,
    hasReason,
    canSend: Object.keys(faults).length === 0 && stops.length === 0 && (!wantsReason || hasReason),
  };
}

function uncounted(period: string, countedYears: number[]): Finding {
  const text = {
    zh: `${period} 不在已启用的方案年度内，报了也不会计入任何指标，因此不能发送；可填报的年份：${countedYears.join("、")}`,
    en: `No figure counts a report of ${period}, so it cannot be sent; years that count: ${countedYears.join(", ")}`,
  };
  return { code: "year-not-open", severity: "stop", element: null, text };
}

/** Freeze a judged draft into a version with an id of its own. */
export function revisionOf(draft: Draft, judged: Judgement, revisionId: string): Revision {
  const reason = draft.reason.trim();
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
    not_applicable: [...draft.not_applicable],
    entered: judged.entered,
  };
}
