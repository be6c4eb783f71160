/** Months as the desk counts them: by the record's own day, which in the demo is not today. */
import { get } from "../shared/api/client";
import type { Due } from "../shared/api/wire";
import { readPlan } from "./plan";

/** The month before a month: "2019-01" follows on "2018-12". */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, "0")}`;
}

/** The record's day. */
export async function recordDay(signal?: AbortSignal): Promise<string> {
  return (await get<Due>("/due", {}, signal)).day;
}

/** The last month that has ended. */
export async function lastMonth(signal?: AbortSignal): Promise<string> {
  return monthBefore((await recordDay(signal)).slice(0, 7));
}

/** The plan year's months up to one, newest first; the year's own at least. */
export function monthsUntil(last: string): string[] {
  const number = Number(last.slice(5, 7));
  return Array.from({ length: number }, (_, index) => `${last.slice(0, 4)}-${String(number - index).padStart(2, "0")}`);
}

/** The day on which the dispatch of a month is written, or the record's day where that comes first. */
export async function dispatchDay(month: string, today: string): Promise<string> {
  const { rhythm } = await readPlan();
  const [year = 0, number = 1] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, "0")}`;
  const day = `${next}-${String(rhythm.dispatch_day).padStart(2, "0")}`;
  return day < today ? day : today;
}
