/** How many reports are missing or wait, said in the same words on every page of the desk. */
import type { Assessments } from "../shared/api/assessments";
import type { Shape } from "../shared/api/wire";
import { count } from "../shared/figures";
import { inLanguage, say } from "../shared/language";
import { periodText } from "../shared/words";

type Evidence = Assessments["evidence"];

/** What the figures of a page rest on, in one sentence. */
export function evidenceText(evidence: Evidence): string {
  if (!evidence.through) return inLanguage(evidence.text); // an answer that was kept before it told the month
  return say("reports.said", {
    month: periodText(evidence.through),
    expected: count(evidence.expected),
    received: count(evidence.received),
    pending: count(evidence.pending),
    missing: count(evidence.missing),
    checks: count(evidence.spot_checks),
  });
}

/** Forms that no indicator rests on, such as dealers' sales: by name, and only where something is due. */
export function besideText({ beside }: Pick<Shape<"Evidence">, "beside">): string {
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
