/**
 * Evaluate a form's linear rules and ask about likely slips of unit: the same as the server does, from the same
 * form. `tests/rules/cases.json` holds both to the same answers.
 */
import type { Finding, Form, Rule, Term, Values } from "../wire";

const TOLERANCE = 1e-9; // relative: 1.05 × an area must not trip over the last bit
// Factors between the units that people confuse: kg and t, 亩 and 万亩.
const SLIPS = [
  [1e3, "公斤/吨", "kg and t"],
  [1e4, "亩/万亩", "mu and 10,000 mu"],
] as const;
const SLIP_WIDTH = 2; // a ratio within this factor of a slip is asked about

/** The month that a period ends in: 9 for 2019-09 and for 2019-Q3. */
export function lastMonth(period: string): number {
  const tail = period.slice(5);
  return tail.startsWith("Q") ? 3 * Number(tail.slice(1)) : Number(tail);
}

/**
 * Return a finding for each rule that a month's values break.
 *
 * `sums` holds what else the terms name, by key: sums over the span without this report, other forms' sums,
 * baselines. What is not known makes its rule silent.
 */
export function ruleFindings(form: Form, period: string, values: Values, sums: Values): Finding[] {
  const month = lastMonth(period);
  return form.rules
    .filter((rule) => rule.months.includes(month) && isBroken(rule, values, sums))
    .map((rule) => ({
      code: rule.code,
      severity: rule.severity,
      element: rule.left.find((term) => term.owner === null)?.name ?? null,
      text: rule.text,
    }));
}

/** Ask where a value is near 10³ or 10⁴ times last year's of the same month, or the inverse. */
export function slipFindings(form: Form, values: Values, lastYear: Values): Finding[] {
  return form.sections
    .flatMap((section) => section.elements)
    .flatMap((element): Finding[] => {
      const now = values[element.code];
      const then = lastYear[element.code];
      if (!now || !then || element.unit === "count" || element.unit === "fraction") return [];
      const ratio = Math.max(now / then, then / now);
      const slip = SLIPS.find(([factor]) => factor / SLIP_WIDTH <= ratio && ratio <= factor * SLIP_WIDTH);
      if (!slip) return [];
      const [, zh, en] = slip;
      const times = whole(ratio);
      const text = {
        zh: `“${element.title.zh}”与上年同月相差约${times}倍，请核对单位（${zh}）`,
        en: `About ${times} times off last year's same month: check the unit (${en})`,
      };
      return [{ code: "unit-slip", severity: "ask", element: element.code, text }];
    });
}

/** Round to a whole number, halves to the even one: the words must be the server's to the letter. */
function whole(amount: number): number {
  const floor = Math.floor(amount);
  const rest = amount - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function isBroken(rule: Rule, values: Values, sums: Values): boolean {
  const left = side(rule.left, values, sums);
  const right = side(rule.right, values, sums);
  if (left === null || right === null) return false;
  const limit = right + rule.constant;
  return left > limit + TOLERANCE * Math.max(Math.abs(left), Math.abs(limit));
}

function side(terms: Term[], values: Values, sums: Values): number | null {
  let total = 0;
  for (const term of terms) {
    const amount = amountOf(term, values, sums);
    if (amount === null) return null;
    total += term.factor * amount;
  }
  return total;
}

function amountOf(term: Term, values: Values, sums: Values): number | null {
  if (term.owner !== null) return sums[term.key] ?? null;
  const own = values[term.name] ?? null;
  if (term.span === "month") return own;
  const before = sums[term.key] ?? null;
  return own === null || before === null ? null : before + own;
}
