/** Answers to what is asked of a draft: each settles one finding, as long as its number stays what it was. */
import type { Due, Finding, Values } from "../../shared/api/wire";

/** What somebody said, and of which amount; null: of a blank, or of no single amount. */
export interface Answer {
  text: string;
  of: number | null;
}

type Offered = NonNullable<Due["answers"]>[number];

// What each question of the phone's is about, in the words of the package's answers; a form's own rules compare parts.
const KINDS: Record<string, string[]> = {
  "unit-slip": ["size", "units"],
  "above-land": ["size"],
  "other-month": ["size"],
  "product-mass": ["size", "units"],
  "idle-month": ["size"],
  "left-out": ["size"],
  "accepted-changed": ["correction"],
};
const OF_RULES = ["parts"];
/** This one is given by typing the right amount. */
export const TYPING_ERROR = "typing-error";

/** What names a finding among those of its draft; the server knows it by the same name. */
export function nameOf({ code, element }: Finding): string {
  return element === null ? code : `${code}:${element}`;
}

export function amountOf({ element }: Finding, values: Values): number | null {
  return element === null ? null : (values[element] ?? null);
}

/** What was said to a finding; blank where nothing was, or where the number is another since. */
export function answerTo(finding: Finding, answers: Record<string, Answer>, values: Values): string {
  const said = answers[nameOf(finding)];
  return said && said.of === amountOf(finding, values) ? said.text.trim() : "";
}

/** The answers that settle a finding, as chips; an earlier server names no kinds: then all. */
export function chipsFor(finding: Finding, offered: Offered[]): Offered[] {
  const kinds = KINDS[finding.code] ?? OF_RULES;
  return offered.filter((one) => !one.kinds || one.kinds.some((kind) => kinds.includes(kind)));
}
