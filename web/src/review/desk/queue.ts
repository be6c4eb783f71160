/** The reviewer's queue: what waits for a decision, questioned reports first, and what can be accepted many at once. */
import { get, post } from "../../shared/api/client";
import type { ListedReport, ProblemBody, Shape } from "../../shared/api/wire";

const PAGE = "500";

type Page = Shape<"ReportPagePublic">;

export type ComparedReport = Shape<"ComparedReportPublic">;
export type CountyMonth = Shape<"CountyMonthPublic">;

/** Every report of a state that the caller may see, in the order in which they were last touched. */
export async function readState(
  state: string,
  signal: AbortSignal,
  more: Record<string, string> = {},
): Promise<ListedReport[]> {
  const found: ListedReport[] = [];
  let since: number | null = 0;
  while (since !== null) {
    const page: Page = await get<Page>("/reports", { ...more, state, limit: PAGE, since: String(since) }, signal);
    found.push(...page.reports);
    since = page.after;
  }
  return found;
}

/** What the detectors ask, as far as the queue needs it. */
export interface Asked {
  open: ReadonlySet<string>;
  /** Undecided versions that last year says nothing of. */
  neverCompared: ReadonlySet<string>;
}

const isQuestioned = (report: ListedReport, asked: Asked): boolean =>
  report.findings.length > 0 || report.is_contested || asked.open.has(report.report_id);

/** A report to look at: questioned, or sent again after it was returned. */
const needsLook = (report: ListedReport, asked: Asked): boolean =>
  isQuestioned(report, asked) || report.state === "resubmitted";

/** Everything that waits, in the order of receipt. */
export async function readQueue(signal: AbortSignal): Promise<ListedReport[]> {
  const states = await Promise.all([readState("received", signal), readState("resubmitted", signal)]);
  return states.flat().sort((one, other) => one.touched - other.touched);
}

/** What is to be looked at first, each kind in the order of receipt. */
export function inOrder(waiting: readonly ListedReport[], asked: Asked): ListedReport[] {
  return [
    ...waiting.filter((report) => needsLook(report, asked)),
    ...waiting.filter((report) => !needsLook(report, asked)),
  ];
}

/** How many wait of each form, in the order in which forms first appear. */
export function countByForm(waiting: readonly ListedReport[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { form } of waiting) found.set(form, (found.get(form) ?? 0) + 1);
  return found;
}

/** Which reports are shown: all, or those of one kind of trouble. */
export const KINDS = ["questioned", "late", "resubmitted", "correction", "never_compared"] as const;
export type Kind = (typeof KINDS)[number];

/** Whether a report came after the day on which its month was due, by China's calendar. */
function isLate({ period, received_at }: ListedReport, dueDay: number): boolean {
  const [year = 0, part = ""] = [Number(period.slice(0, 4)), period.slice(5)];
  const month = part.startsWith("Q") ? 3 * Number(part.slice(1)) : Number(part);
  const due = new Date(Date.UTC(year, month, dueDay)).toISOString().slice(0, 10);
  const came = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date(received_at));
  return came > due;
}

export function isOfKind(report: ListedReport, kind: Kind, asked: Asked, dueDay: number): boolean {
  switch (kind) {
    case "questioned":
      return isQuestioned(report, asked);
    case "late":
      return isLate(report, dueDay);
    case "resubmitted":
      return report.state === "resubmitted";
    case "correction":
      return report.is_correction;
    case "never_compared":
      return asked.neverCompared.has(report.revision_id);
  }
}

/** What may be accepted many at once: nothing is questioned, and the caller may decide. */
export function isClean(report: ListedReport, asked: Asked): boolean {
  return !needsLook(report, asked) && report.may.includes("accept");
}

export const MOST_AT_ONCE = 1_000;

/** A decision that was not taken, and why. */
export interface Refused {
  report: ListedReport;
  problem: ProblemBody;
}

/** Accept many; returns those that were not taken. */
export async function acceptAll(reports: readonly ListedReport[]): Promise<Refused[]> {
  const decisions = reports.map(({ revision_id, state }) => ({
    revision_id,
    kind: "accepted",
    reason: null,
    seen: state,
  }));
  const { results } = await post<Shape<"DecisionResults">>("/decisions", { decisions });
  return reports.flatMap((report, at) => {
    const problem = results[at]?.problem;
    return problem ? [{ report, problem }] : [];
  });
}
