/** Which day it is for a phone that has not heard from the server, and what that day asks. */
import type { Due, DueForm } from "../../shared/api/wire";
import { lastMonth } from "../checks/rules";
import type { Kept } from "./store";

const DAY_MS = 86_400_000;
const MOST_AWAY_DAYS = 180; // assumed
const CHINA_MS = 8 * 3_600_000;

/**
 * The server's day, moved on by the days that have passed on this phone since.
 *
 * Only the span counts: a clock that is wrong by a month is still right about how long a week is. It never goes
 * back behind the day that the server named.
 */
export function dayNow(kept: Kept<Due>, now: number): string {
  const passed = Math.floor((now + CHINA_MS) / DAY_MS) - Math.floor((kept.at + CHINA_MS) / DAY_MS);
  // Nobody is away for half a year; then it is the clock that has jumped, and its months are none.
  const believed = passed > MOST_AWAY_DAYS ? 0 : Math.max(0, passed);
  return new Date(Date.parse(kept.body.day) + believed * DAY_MS).toISOString().slice(0, 10);
}

/** The forms of the months that have begun since the server was last heard. */
export function begunSince(kept: Kept<Due>, now: number): DueForm[] {
  const month = dayNow(kept, now).slice(0, 7);
  // What an older version of this page kept knows nothing of the months ahead.
  return (kept.body.ahead ?? []).filter(({ period }) => {
    const last = `${period.slice(0, 4)}-${String(lastMonth(period)).padStart(2, "0")}`;
    return last <= month;
  });
}
