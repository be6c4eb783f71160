/** Write a duration as people say it: seconds below a minute and a half, minutes above. */
import { say } from "../shared/language";

const LEAST_MINUTES_S = 90;

export function durationText(seconds: number): string {
  if (seconds < LEAST_MINUTES_S) return say("burden.seconds", { count: Math.round(seconds) });
  return say("burden.minutes_of", { count: Math.round(seconds / 60) });
}
