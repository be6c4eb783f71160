/** Which day it is for a phone that has not heard from the server, and what that day asks. */
import type { Due, DueForm } from "../../shared/api/wire";
import { lastDay } from "../checks/periods";
import type { Kept } from "./store";

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
// Between two looks at this page; a longer leap may be the clock's, and then a person is asked. Assumed.
const MOST_UNSEEN_DAYS = 35;

/** What a phone has made of its clock since the server was last heard. */
export interface Seen {
  /** When the server was last heard, by this phone's clock: what follows counts from there. */
  of: number;
  /** When the page was last looked at, by the same clock. */
  at: number;
  /** Days that are believed to have passed between the two. */
  passed: number;
  /** Days by which the clock has leapt and that nobody has confirmed. */
  doubted: number;
}

const dayOf = (at: number): number => Math.floor((at + CHINA_MS) / DAY_MS);

/**
 * Look at the clock once more. Only spans count: a clock that is wrong by a month is still right about how long a
 * week is. A leap longer than anybody is away is not believed until a person says so, and goes again when the clock
 * goes back. What the page itself measures would not help: it stands still while the phone sleeps.
 */
export function look(heardAt: number, before: Seen | undefined, now: number): Seen {
  const since = before?.of === heardAt ? before : { of: heardAt, at: heardAt, passed: 0, doubted: 0 };
  const days = dayOf(now) - dayOf(since.at);
  if (days > MOST_UNSEEN_DAYS) return { ...since, at: now, doubted: since.doubted + days };
  // Set back: first the leap that was doubted, of which a short rest is time; then days that were believed.
  const doubted = Math.max(0, since.doubted + Math.min(0, days));
  const passed = Math.max(0, since.passed + days + since.doubted - doubted);
  if (doubted > MOST_UNSEEN_DAYS) return { ...since, at: now, doubted, passed };
  return { ...since, at: now, doubted: 0, passed: passed + doubted };
}

/** A person has said that the leap was time. */
export const believed = (seen: Seen): Seen => ({ ...seen, passed: seen.passed + seen.doubted, doubted: 0 });

/** The server's day, moved on by the days that have passed since; never behind the day that the server named. */
export function dayNow(kept: Kept<Due>, now: number, seen?: Seen): string {
  const { passed } = look(kept.at, seen, now);
  return new Date(Date.parse(kept.body.day) + passed * DAY_MS).toISOString().slice(0, 10);
}

/** The forms of the months that have begun since the server was last heard. */
export function begunSince(kept: Kept<Due>, now: number, seen?: Seen): DueForm[] {
  const month = dayNow(kept, now, seen).slice(0, 7);
  // What an older version of this page kept knows nothing of the months ahead.
  return (kept.body.ahead ?? []).filter(({ period }) => lastDay(period).slice(0, 7) <= month);
}
