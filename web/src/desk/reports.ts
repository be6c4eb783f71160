/** How many reports are missing or wait, said in the same words on every page of the desk. */
import type { Shape } from "../shared/api/wire";
import { count } from "../shared/figures";
import { inLanguage, say } from "../shared/language";

type Evidence = Pick<Shape<"Evidence">, "beside">;

/** How many wait; those that correct an accepted version are named, for they are pending in no other count. */
export function waitingText(waiting: number, corrections: number): string {
  if (corrections === 0) return count(waiting);
  return say("reports.waiting", { count: count(waiting), corrections: count(corrections) });
}

/** Forms that no indicator rests on, such as dealers' sales: by name, and only where something is due. */
export function besideText({ beside }: Evidence): string {
  return beside
    .map((one) =>
      say("reports.beside", {
        form: inLanguage(one.title),
        expected: count(one.expected),
        missing: count(one.missing),
        pending: count(one.pending),
      }),
    )
    .join(say("desk.semicolon"));
}
