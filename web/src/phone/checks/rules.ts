/**
 * Evaluate a form's linear rules: the same as the server does, from the same form. `tests/rules/cases.json` holds both to the same answers.
 */
import type { DataElement, Finding, Form, Rule, Term, Values } from "../../shared/api/wire";
import { lastYearWords } from "./magnitude";
import { lastMonth } from "./periods";

const LAST_YEAR = "last_year"; // what a term names before an element, a year earlier
const TOLERANCE = 1e-9; // relative: 1.05 × an area must not trip over the last bit
// Assumed: while what is given fills less of a rule's limit, a blank beside it is asked about only where it was the larger part last year.
const FILLED = 0.5;
const GROWN_SINCE = 1.5; // assumed: a sum that was asked about is asked about again once it has grown by half
const GROWN = 1.3; // of last year's claim: beyond it a claim has grown, and a blank beside it is a doubt; assumed

/**
 * Judge the rules of a month. A rule with a blank term asks, unless it holds whatever the blank is. It says
 * nothing where its left side claims nothing, where a sum or baseline is unknown, and, if it only asks, where its
 * blanks are no doubt by last year: where what is given is less than half of what is borne out and most of the claim,
 * or where last year's amounts in place of the blanks bear the claim out. A rule that stops asks unless these bear it
 * out and the claim has not grown since, or is half of them. What declares that it passes blanks asks about none. What
 * compares with last year says nothing where that came to nothing. A sum that was over its limit without this
 * report was asked about when it got there.
 *
 * `sums` holds what else the terms name, by key: sums over the span without this report, other forms' sums,
 * baselines. Elements of sections in `notApplicable`, or of other months, are not blank.
 */
export function ruleFindings(
  form: Form,
  period: string,
  values: Values,
  sums: Values,
  notApplicable: string[] = [],
  lastYear: Values = {},
): Finding[] {
  const month = lastMonth(period);
  const asked = new Map(
    form.sections
      .filter((section) => section.months.includes(month) && !notApplicable.includes(section.code))
      .flatMap((section) => section.elements)
      .map((element) => [element.code, element.title]),
  );
  return form.rules
    .filter((rule) => rule.months.includes(month))
    .flatMap((rule) => judged(form, rule, period, { values, lastYear }, sums, asked) ?? []);
}

/** Ask about work in months that do not ask for it: it may be honest, or of another month. */
export function otherMonthFindings(form: Form, period: string, values: Values): Finding[] {
  const month = lastMonth(period);
  return form.sections.flatMap((section): Finding[] => {
    const element = section.elements.find(({ code }) => values[code]);
    if (!form.other_months || section.months.includes(month) || !element) return [];
    const months = section.months.join(", ");
    const text = {
      zh: `“${section.title.zh}”一般在 ${months} 月填报，${period} 也有：属别的月份请改报，属实请说明`,
      en:
        `${section.title.en} is asked for in months ${months}; ${period} has some too: ` +
        "give the reason, or report it in its own month",
    };
    return [{ code: "other-month", severity: "ask", element: element.code, text }];
  });
}

/** Broken, kept whatever its blanks are, or not to be checked because of them. */
function judged(
  form: Form,
  rule: Rule,
  period: string,
  told: { values: Values; lastYear: Values },
  sums: Values,
  asked: Map<string, DataElement["title"]>,
): Finding | undefined {
  const { lastYear } = told;
  const values = withUnasked(rule, told.values, asked);
  const terms = [...rule.left, ...rule.right];
  const isGiven = (term: Term): boolean => (values[term.name] ?? null) !== null;
  const blanks = terms.filter((term) => term.owner === null && !isGiven(term));
  const isUnknown = (term: Term): boolean =>
    (term.owner !== null || term.span !== "month") && (sums[term.key] ?? null) === null;
  if (blanks.some((term) => !asked.has(term.name)) || terms.some(isUnknown)) return undefined;
  const then = rule.right.filter(({ owner }) => owner === LAST_YEAR).map(({ key }) => sums[key]);
  if (then.length > 0 && !then.some(Boolean)) return undefined;
  const [leastLeft, mostLeft] = bounds(rule.left, values, sums);
  const [leastRight, mostRight] = bounds(rule.right, values, sums);
  const element = rule.left.find((term) => term.owner === null)?.name ?? null;
  if (exceeds(leastLeft, mostRight + rule.constant)) {
    if (rule.severity === "ask" && wasAsked(rule, leastLeft, sums)) return undefined;
    const text = withLastYear(form, rule, period, leastLeft, sums);
    return { code: rule.code, severity: rule.severity, element, text };
  }
  const isKept = !exceeds(mostLeft, leastRight + rule.constant);
  const isClaimed = rule.left.some((term) => term.owner === null && isGiven(term));
  // A form that an earlier server sent does not say whether blanks are passed.
  if (blanks.length === 0 || rule.passes_blanks === true || !isClaimed || isKept) return undefined;
  const limit = leastRight + rule.constant;
  const isWithoutDoubt = rule.severity === "ask" ? isNoDoubt : isAsLastYear;
  if (isWithoutDoubt(rule, values, lastYear, leastLeft, limit)) return undefined;
  const names = [...new Set(blanks.map((term) => term.name))];
  const zh = names.map((name) => `“${asked.get(name)?.zh ?? name}”`).join("、");
  const en = names.map((name) => asked.get(name)?.en ?? name).join(", ");
  const text = {
    zh: `${zh}空着，无法核对：${rule.text.zh}。没有发生请填 0，不清楚请说明原因`,
    en: `${en} is blank, so this cannot be checked: ${rule.text.en}. Enter 0 for none, or give the reason`,
  };
  return { code: rule.code, severity: "ask", element: names[0] ?? null, text };
}

/**
 * Whether a sum was over its limit before this report came to it, and has not grown much since: whoever sent the
 * report that took it there was asked.
 */
function wasAsked(rule: Rule, left: number, sums: Values): boolean {
  if ([...rule.left, ...rule.right].some(({ owner, span }) => owner === null && span === "month")) return false;
  const before = total(rule.left, sums);
  return exceeds(before, total(rule.right, sums) + rule.constant) && !exceeds(left, GROWN_SINCE * before);
}

function total(terms: Term[], sums: Values): number {
  return terms.reduce((sum, { key, factor }) => sum + factor * (sums[key] ?? 0), 0);
}

/** A sum that bears a claim out is what came before, where the month does not ask for more of it. */
function withUnasked(rule: Rule, values: Values, asked: Map<string, unknown>): Values {
  const unasked = rule.right.filter(
    ({ owner, span, name }) =>
      owner === null && span !== "month" && !asked.has(name) && (values[name] ?? null) === null,
  );
  return { ...values, ...Object.fromEntries(unasked.map(({ name }) => [name, 0])) };
}

/** A rule's words; where it compares with last year, with both amounts and the likely slip. */
function withLastYear(form: Form, rule: Rule, period: string, now: number, sums: Values): Finding["text"] {
  const terms = rule.right.filter(({ owner }) => owner === LAST_YEAR);
  const then = terms.reduce((sum, { key }) => sum + (sums[key] ?? 0), 0);
  const own = rule.left.find(({ owner }) => owner === null)?.name;
  const element = form.sections.flatMap(({ elements }) => elements).find(({ code }) => code === own);
  if (element === undefined || then <= 0 || now <= 0) return rule.text;
  const words = lastYearWords(form, element, terms[0]?.span ?? "month", now, then, period);
  return { zh: rule.text.zh + words.zh, en: rule.text.en + words.en };
}

/** The least and the most that a side can come to; a blank is any amount from 0 on. */
function bounds(terms: Term[], values: Values, sums: Values): [number, number] {
  let [least, most] = [0, 0];
  for (const term of terms) {
    const amount = amountOf(term, values, sums);
    const known = term.span === "month" ? 0 : (sums[term.key] ?? 0);
    const ends =
      amount === null ? [term.factor * known, term.factor > 0 ? Infinity : -Infinity] : [term.factor * amount];
    least += Math.min(...ends);
    most += Math.max(...ends);
  }
  return [least, most];
}

/** Whether the blanks of a rule that only asks are no doubt, by what they were last year. */
function isNoDoubt(rule: Rule, values: Values, lastYear: Values, left: number, limit: number): boolean {
  const [more, borneOut] = [usual(rule.left, values, lastYear), usual(rule.right, values, lastYear)];
  if (exceeds(left, FILLED * limit)) return borneOut > 0 && !exceeds(left + more, limit + borneOut);
  return !exceeds(more, left);
}

/**
 * Whether last year's amounts in place of the blanks bear a claim out, and leave no room for doubt: it has not grown
 * since, or comes to less than half of them.
 */
function isAsLastYear(rule: Rule, values: Values, lastYear: Values, left: number, limit: number): boolean {
  const before = rule.left
    .filter((term) => term.owner === null && (values[term.name] ?? null) !== null)
    .reduce((sum, term) => sum + term.factor * (lastYear[term.name] ?? 0), 0);
  const claimed = left + usual(rule.left, values, lastYear);
  const borneOut = limit + usual(rule.right, values, lastYear);
  return !exceeds(claimed, FILLED * borneOut) || (!exceeds(left, GROWN * before) && !exceeds(claimed, borneOut));
}

/** What a side's blanks came to last year. */
function usual(terms: Term[], values: Values, lastYear: Values): number {
  return terms
    .filter((term) => term.owner === null && (values[term.name] ?? null) === null)
    .reduce((sum, term) => sum + term.factor * (lastYear[term.name] ?? 0), 0);
}

function exceeds(left: number, limit: number): boolean {
  if (!Number.isFinite(left) || !Number.isFinite(limit)) return left > limit;
  return left > limit + TOLERANCE * Math.max(Math.abs(left), Math.abs(limit));
}

function amountOf(term: Term, values: Values, sums: Values): number | null {
  if (term.owner !== null) return sums[term.key] ?? null;
  const own = values[term.name] ?? null;
  if (term.span === "month") return own;
  const before = sums[term.key] ?? null;
  return own === null || before === null ? null : before + own;
}
