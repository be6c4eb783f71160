/**
 * Ask about amounts of the wrong magnitude: a zero too many, another unit, more area than there is land.
 * The server asks the same, in the same words: agri/checks/magnitude.py.
 */
import type { DataElement, Finding, Form, Values } from "../../shared/api/wire";
import { lastMonth } from "./rules";

// Assumed: from this factor on a change against last year is asked about. Half of 10: a zero too many or too few
// must ask in a year of up to twice or half of last year's work as well.
const SLIP = 5;
const ZERO_MOST = 20; // up to this factor, a zero too many or too few is the likeliest slip
const UNIT_WIDTH = 2; // a ratio within this factor of one between units speaks of these units
// Assumed: where both amounts are smaller, a change of this kind is ordinary.
const LEAST: Record<string, number> = { mu: 100, kg: 100, t: 5, count: 30, fraction: 0.02 };
const UNITS: Record<string, [string, string]> = {
  mu: ["亩", "mu"],
  kg: ["公斤", "kg"],
  t: ["吨", "t"],
  count: ["个", ""],
  fraction: ["", ""],
};
const MIXED: Record<string, [number, string, string]> = {
  kg: [1e3, "公斤和吨填混了", "kg and t mixed up"],
  t: [1e3, "公斤和吨填混了", "kg and t mixed up"],
  mu: [1e4, "亩和万亩填混了", "mu and 10,000 mu mixed up"],
};

const elementsOf = (form: Form): DataElement[] => form.sections.flatMap((section) => section.elements);

/** Ask where an amount is about ten times last year's of the same month or more, or a tenth or less. */
export function slipFindings(form: Form, values: Values, lastYear: Values, period: string | null = null): Finding[] {
  return elementsOf(form).flatMap((element): Finding[] => {
    const now = values[element.code];
    const then = lastYear[element.code];
    const least = LEAST[element.unit];
    if (!now || !then || least === undefined || Math.max(now, then) < least) return [];
    if (Math.max(now / then, then / now) < SLIP) return [];
    return [{ code: "unit-slip", severity: "ask", element: element.code, text: slipWords(element, now, then, period) }];
  });
}

/** Ask where an area is above what the place's land bears, or what the season has left. */
export function landFindings(form: Form, values: Values, limits: Record<string, number>): Finding[] {
  return elementsOf(form).flatMap((element): Finding[] => {
    const now = values[element.code];
    const limit = limits[element.code];
    if (now === null || now === undefined || limit === undefined || now <= limit + 1) return [];
    const text = {
      zh:
        `“${element.title.zh}”${amountText(now)} 亩，按种植面积最多约 ${amountText(limit)} 亩：` +
        "是不是多打了一个 0，或面积重复计算？",
      en:
        `${amountText(now)} mu, but the planted area bears about ${amountText(limit)} mu: ` +
        "a zero too many, or counted twice?",
    };
    return [{ code: "above-land", severity: "ask", element: element.code, text }];
  });
}

function slipWords(element: DataElement, now: number, then: number, period: string | null): Finding["text"] {
  const ratio = Math.max(now / then, then / now);
  const [zhUnit, enUnit] = UNITS[element.unit] ?? ["", ""];
  const month = period === null ? "同月" : ` ${lastMonth(period)} 月`;
  const mixed = MIXED[element.unit];
  let zh = `相差约 ${whole(ratio)} 倍，请核对`;
  let en = `about ${whole(ratio)} times off, please check`;
  if (ratio <= ZERO_MOST) {
    zh = now > then ? "多打了一个 0？" : "少打了一个 0？";
    en = now > then ? "a zero too many?" : "a zero too few?";
  } else if (mixed && mixed[0] / UNIT_WIDTH <= ratio && ratio <= mixed[0] * UNIT_WIDTH) {
    zh = `${mixed[1]}？`;
    en = `${mixed[2]}?`;
  }
  const was = `${amountText(then)} ${enUnit}`.trim();
  return {
    zh: `“${element.title.zh}”去年${month} ${amountText(then)} ${zhUnit}，这次 ${amountText(now)}：${zh}`,
    en: `${was} in the same month last year, ${amountText(now)} now: ${en}`,
  };
}

/** Round to a whole number, halves to the even one: the words must be the server's to the letter. */
function whole(amount: number): number {
  const floor = Math.floor(amount);
  const rest = amount - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Write an amount with at most three decimals; half of the last one goes to the even one, as at the server. */
function amountText(amount: number): string {
  // Exactly half of a thousandth is an odd number of sixteenths; toFixed alone would round it up.
  const isHalf = Math.abs((amount * 16) % 2) === 1;
  const written = isHalf ? whole(amount * 1000) / 1000 : amount;
  return written.toFixed(3).replace(/0+$/, "").replace(/\.$/, "");
}
