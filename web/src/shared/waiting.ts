/** How many reports wait for a decision, said alike wherever more wait than other pages count. */
import { count } from "./figures";
import { say } from "./language";

/** Those that correct an accepted version are named, for they are pending in no other count. */
export function waitingText(waiting: number, corrections: number): string {
  if (corrections === 0) return count(waiting);
  return say("reports.waiting", { count: count(waiting), corrections: count(corrections) });
}
