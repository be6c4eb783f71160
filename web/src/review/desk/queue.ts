/** The reviewer's queue: what waits for a decision, questioned reports first, and what can be accepted at once. */
import { get, post } from "../../shared/api/client";
import type { ListedReport, Shape } from "../../shared/api/wire";

const PAGE = "500";

type Page = Shape<"ReportPagePublic">;

export type ComparedReport = Shape<"ComparedReportPublic">;
export type CountyMonth = Shape<"CountyMonthPublic">;

async function readState(state: string, signal: AbortSignal): Promise<ListedReport[]> {
  const found: ListedReport[] = [];
  let since: number | null = 0;
  while (since !== null) {
    const page: Page = await get<Page>("/reports", { state, limit: PAGE, since: String(since) }, signal);
    found.push(...page.reports);
    since = page.after;
  }
  return found;
}

const isQuestioned = (report: ListedReport): boolean => report.findings.length > 0 || report.is_contested;

/** A report to look at: questioned, or sent again after it was returned. */
const needsLook = (report: ListedReport): boolean => isQuestioned(report) || report.state === "resubmitted";

/** Everything that waits: what is to be looked at first, each kind in the order of receipt. */
export async function readQueue(signal: AbortSignal): Promise<ListedReport[]> {
  const states = await Promise.all([readState("received", signal), readState("resubmitted", signal)]);
  const waiting = states.flat().sort((one, other) => one.touched - other.touched);
  return [...waiting.filter(needsLook), ...waiting.filter((report) => !needsLook(report))];
}

/** What may be accepted without looking: nothing is questioned, and the caller may decide. */
export function isClean(report: ListedReport): boolean {
  return !needsLook(report) && report.may.includes("accept");
}

/** Accept many; returns how many were not taken. */
export async function acceptAll(reports: ListedReport[]): Promise<number> {
  const AT_ONCE = 1_000;
  let refused = 0;
  for (let start = 0; start < reports.length; start += AT_ONCE) {
    const decisions = reports
      .slice(start, start + AT_ONCE)
      .map(({ revision_id }) => ({ revision_id, kind: "accepted", reason: null }));
    const { results } = await post<Shape<"DecisionResults">>("/decisions", { decisions });
    refused += results.filter(({ problem }) => problem !== null).length;
  }
  return refused;
}
