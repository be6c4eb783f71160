/**
 * Ask where a whole crop's amounts look like product for pure, and where nothing is said in a busy month.
 * The server asks the same, in the same words: agri/checks/last_year.py.
 */
import type { DataElement, Finding, Form, Section, Values } from "../../shared/api/wire";
import { amountText, LEAST, monthText, SLIP, unitWords, whole } from "./magnitude";

// Assumed: honest months of a crop stay within 1.4 times what last year leads one to expect; product mass for pure is
// 2.2 times it for urea and compound fertilizer.
const AS_PRODUCT = 1.6;
const LEFT_OUT_LEAST = 2; // amounts: a single blank is an oversight, which anybody has once in a hundred cells; assumed

/** Ask once for a section whose amounts together are as far above last year's as a product is above pure. */
export function productFindings(
  form: Form,
  values: Values,
  lastYear: Values,
  expected: Record<string, number>, // by section, the most that last year leads one to expect
  period: string | null = null,
  slip = SLIP,
): Finding[] {
  return form.sections.flatMap((section): Finding[] => {
    const most = expected[section.code];
    const now = sumOf(section, values);
    const then = sumOf(section, lastYear);
    if (most === undefined || now === 0 || then === 0 || now < (LEAST["t"] ?? 0)) return [];
    // Beyond the slip each amount is asked about by itself.
    if (now < AS_PRODUCT * most || now >= slip * then) return [];
    const times = (whole((now / then) * 10) / 10).toFixed(1);
    const text = {
      zh:
        `“${section.title.zh}”合计 ${amountText(now)} 吨，去年${monthText(period)} ${amountText(then)} 吨，` +
        `约为 ${times} 倍：是不是按袋上的实物量填的？折纯要乘以含量`,
      en:
        `${section.title.en}: ${amountText(now)} t altogether, ${amountText(then)} t in the same month last year` +
        `, about ${times} times: was the product's mass typed? Pure nutrient is mass times content`,
    };
    return [{ code: "product-mass", severity: "ask", element: section.elements[0]?.code ?? null, text }];
  });
}

/** Ask once for a form that is zero throughout in a month that was busy last year; a blank is named by itself. */
export function idleFindings(
  form: Form,
  values: Values,
  lastYear: Values,
  busy: string[], // elements that had their season in the same month last year
  period: string | null = null,
): Finding[] {
  const told = form.sections
    .flatMap(({ elements }) => elements)
    .filter(({ code }) => values[code] !== null && values[code] !== undefined);
  const idle = told.filter(({ code }) => busy.includes(code));
  const [first] = idle;
  if (first === undefined || idle.length < busy.length || told.some(({ code }) => values[code] !== 0)) return [];
  const [zhUnit, enUnit] = unitWords(form, first);
  const then = amountText(lastYear[first.code] ?? 0);
  const text = {
    zh:
      `全表都是 0，去年${monthText(period)}“${first.title.zh}”有 ${then} ${zhUnit}`.trimEnd() +
      "：今年确实没有，还是还不知道？不知道请空着",
    en:
      `all zero, and ${first.title.en} was ${then} ${enUnit}`.trimEnd() +
      " in the same month last year: none indeed, or not known yet? Then leave it blank",
  };
  return [{ code: "idle-month", severity: "ask", element: first.code, text }];
}

/**
 * Ask once where whole sections say nothing in a month that was busy last year; the largest is named. `said` are the
 * elements that another question is about already.
 */
export function leftOutFindings(
  form: Form,
  values: Values,
  lastYear: Values,
  busy: string[],
  period: string | null = null,
  said: (string | null)[] = [],
): Finding[] {
  const isSilent = ({ code }: DataElement): boolean => (values[code] ?? null) === null && !said.includes(code);
  const silent = form.sections
    .filter(({ elements }) => elements.every(isSilent))
    .flatMap(({ elements }) => elements.filter(({ code }) => busy.includes(code) && lastYear[code]));
  const weight = ({ code, unit }: DataElement): number => (lastYear[code] ?? 0) / (LEAST[unit] ?? 1);
  const [first, ...rest] = silent;
  const isBlank = form.sections.every(({ elements }) => elements.every(({ code }) => (values[code] ?? null) === null));
  if (first === undefined || silent.length < (isBlank ? 1 : LEFT_OUT_LEAST)) return [];
  const most = rest.reduce((one, other) => (weight(other) > weight(one) ? other : one), first);
  const [zhUnit, enUnit] = unitWords(form, most);
  const then = amountText(lastYear[most.code] ?? 0);
  const text = {
    zh:
      `“${most.title.zh}”去年${monthText(period)} ${then} ${zhUnit}`.trimEnd() + "，这次没有填：是没有用，还是没有报？",
    en:
      `${most.title.en} was ${then} ${enUnit}`.trimEnd() +
      " in the same month last year and is left out now: none, or not reported?",
  };
  return [{ code: "left-out", severity: "ask", element: most.code, text }];
}

function sumOf(section: Section, values: Values): number {
  return section.elements.reduce((sum, { code }) => sum + (values[code] ?? 0), 0);
}
