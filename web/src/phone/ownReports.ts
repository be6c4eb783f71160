/** What is reported as far as this phone knows: the server's list, and what has left the phone since that was read. */
import type { ListedReport, Values } from "../shared/api/wire";
import type { Kept, Sealed, Sent } from "./offline/store";
import type { RowState } from "./rows";

export interface OwnReport {
  report_id: string;
  form: string;
  org_unit: string;
  period: string;
  values: Values;
  state: RowState;
  /** The version that this phone shows itself: the server's answers do not hold it yet. */
  here: string | null;
}

/** What the server says of a report, in the phone's word. */
export function listedState({ is_contested, state }: Pick<ListedReport, "is_contested" | "state">): RowState {
  if (is_contested) return "contested";
  return state === "accepted" || state === "returned" ? state : "received";
}

/** What the server has: a network that goes away right after sending leaves no gap in it. */
export function reportedHere(listed: Kept<ListedReport[]> | undefined, sent: Sent[]): OwnReport[] {
  const found = new Map<string, OwnReport>();
  for (const one of listed?.body ?? []) {
    const { report_id, form, org_unit, period, values } = one;
    found.set(report_id, { report_id, form, org_unit, period, values, state: listedState(one), here: null });
  }
  for (const { at, revision, receipt, cell } of sent) {
    const { report_id, revision_id, form, period, values } = revision;
    const known = found.get(report_id);
    if (known && at <= (listed?.at ?? 0)) continue;
    const [place = ""] = cell.split("/");
    const isSecond = receipt.state === "contested"; // kept beside the version that counts
    found.set(report_id, {
      ...{ report_id, form, org_unit: place, period, here: revision_id },
      values: isSecond && known ? known.values : values,
      state: isSecond ? "contested" : "received",
    });
  }
  return [...found.values()];
}

export const sealedState = ({ problem }: Sealed): RowState => (problem ? "problem" : "waiting");

/** The same with what still waits to leave. */
export function withWaiting(reported: OwnReport[], outbox: Sealed[]): OwnReport[] {
  const found = new Map(reported.map((one) => [one.report_id, one]));
  for (const one of outbox) {
    const { revision, org_unit } = one;
    const { report_id, revision_id, form, period, values } = revision;
    const state = sealedState(one);
    found.set(report_id, { report_id, form, org_unit, period, values, state, here: revision_id });
  }
  return [...found.values()];
}
