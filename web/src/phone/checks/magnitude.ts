/**
 * Ask about amounts of the wrong magnitude: a zero too many, another unit, more area than there is land.
 * The server asks the same, in the same words: agri/checks/magnitude.py.
 */
import type { DataElement, Finding, Form, Term, Values } from "../../shared/api/wire";
import { isTimes } from "../../shared/words";
import { lastMonth } from "./periods";

type Nearby = Record<string, Record<string, number>>;

// Assumed: from this factor on a change against last year is asked about. Half of 10: a zero too many or too few
// must ask in a year of up to twice or half of last year's work as well. Of a server that does not say it.
export const SLIP = 5;
// Assumed: beside months nearby, where fewer than two others of its section share an element's course; below 10 by
// what rounding may take off.
const FAR_SLIP = 9.999;
const OTHER_UNIT = 100; // from this factor on it is another unit, and no work that was late or early; assumed
const ZERO_MOST = 20; // up to this factor, a zero too many or too few is the likeliest slip
const BEYOND_OTHERS = 3; // how far beyond what nine of ten other places tell an amount is the place's own; assumed
const AGREE = 2; // up to this factor apart, the others of a section agree on what the season did; assumed
const COUNTABLE = 1e6; // beyond it a ratio says nothing: one of the amounts is hardly any
const YEAR_LENGTH = 4; // of a year's text among months'
const UNIT_WIDTH = 2; // a ratio within this factor of one between units speaks of these units
// Assumed: where both amounts are smaller, a change of this kind is ordinary.
export const LEAST: Record<string, number> = { mu: 100, kg: 100, t: 5, count: 30, fraction: 0.02 };
const UNITS: Record<string, [string, string]> = {
  mu: ["亩", "mu"],
  kg: ["公斤", "kg"],
  t: ["吨", "t"],
  count: ["个", ""],
  fraction: ["", ""],
};
const AREA_TIMES: [string, string] = ["亩次", "mu-times"];
const SPANS: Partial<Record<Term["span"], [string, string]>> = {
  year_to_date: ["去年同期合计", "in the same months last year"],
  season: ["去年整季合计", "in all of last year's season"],
  year: ["去年全年合计", "in all of last year"],
};
const MIXED: Record<string, [number, string, string]> = {
  kg: [1e3, "公斤和吨填混了", "kg and t mixed up"],
  t: [1e3, "公斤和吨填混了", "kg and t mixed up"],
  mu: [1e4, "亩和万亩填混了", "mu and 10,000 mu mixed up"],
};

/**
 * The words for an element's unit in both languages. What is counted may have a measure word of its own; an area that
 * counts as often as it was worked on is in area-times.
 */
export function unitWords(form: Form, { code, unit, counted_in }: DataElement): [string, string] {
  if (counted_in) return [counted_in.zh, counted_in.en];
  const section = form.sections.find(({ elements }) => elements.some((one) => one.code === code));
  return unit === "mu" && section && isTimes(section.title) ? AREA_TIMES : (UNITS[unit] ?? ["", ""]);
}

const elementsOf = (form: Form): DataElement[] => form.sections.flatMap((section) => section.elements);

/**
 * Ask where an amount is about ten times last year's of the same month or more, or a tenth or less. `moved` is by how
 * much the season's earlier months came to more than a year ago: late work makes a month large, early work small. `elsewhere` is
 * what other places tell of the month, times last year's, from and to: what all have in common is no slip.
 */
export function slipFindings(
  form: Form,
  values: Values,
  lastYear: Values,
  period: string | null = null,
  slip = SLIP,
  moved: Record<string, number> = {},
  elsewhere: Record<string, [number, number]> = {},
): Finding[] {
  return elementsOf(form).flatMap((element): Finding[] => {
    const now = values[element.code];
    const then = lastYear[element.code];
    const least = LEAST[element.unit];
    if (!now || !then || least === undefined || Math.max(now, then) < least) return [];
    if (times(now, then, moved[element.code] ?? 0) < slip) return [];
    if (!isOwn(now / then, elsewhere[element.code])) return [];
    return [
      { code: "unit-slip", severity: "ask", element: element.code, text: slipWords(form, element, now, then, period) },
    ];
  });
}

/** Whether a change is beyond what other places have too. */
function isOwn(ratio: number, others: [number, number] | undefined): boolean {
  if (!others) return true;
  return ratio > 1 ? ratio >= others[1] * BEYOND_OTHERS : ratio <= others[0] / BEYOND_OTHERS;
}

/** How many times more or less an amount is, what the months before had less or more taken off. */
function times(now: number, then: number, moved: number): number {
  const plain = Math.max(now / then, then / now);
  if (plain >= OTHER_UNIT) return plain;
  return now >= then ? (now + Math.min(moved, 0)) / then : then / (now + Math.max(moved, 0));
}

/**
 * Ask where the same month last year has no amount, and this one is far from what else is known. Months nearby may
 * be of another season: so an amount must also be far from them beside its mates, where these have the same months, and
 * they must agree among themselves: ten times with fewer than two of its own section. Less than a single month nearby
 * is no question without them: work begins and ends.
 */
export function nearbyFindings(
  form: Form,
  values: Values,
  nearby: Nearby, // by month, or by year where it is a year's total
  slip = SLIP,
): Finding[] {
  return elementsOf(form).flatMap((element): Finding[] => {
    const now = values[element.code];
    const known = nearby[element.code];
    const smallest = LEAST[element.unit];
    if (!now || !known || smallest === undefined) return [];
    const then = nearest(now, known);
    const isAsked = isYear(known)
      ? now > then && now >= smallest
      : (now > then || Object.keys(known).length > 1 || sectionMates(form, element).length > 0) &&
        Math.max(now / then, then / now) >= slip &&
        Math.max(now, then) >= smallest &&
        isFarBeside(form, element, now / then, matesRatios(form, element, values, nearby), slip);
    if (!isAsked) return [];
    const text = nearbyWords(form, element, now, then, known);
    return [{ code: "unit-slip", severity: "ask", element: element.code, text }];
  });
}

const isYear = (known: Record<string, number>): boolean =>
  Object.keys(known).some((span) => span.length === YEAR_LENGTH);

/** The amount itself where it lies between the known ones, else the known one nearest to it. */
function nearest(now: number, known: Record<string, number>): number {
  const amounts = Object.values(known);
  return Math.min(Math.max(now, Math.min(...amounts)), Math.max(...amounts));
}

/** The elements that tell an element's course of the year: of its section and unit, or, without any, of the form. */
function matesOf(form: Form, element: DataElement): DataElement[] {
  const mates = sectionMates(form, element);
  return mates.length > 0 ? mates : elementsOf(form).filter((one) => one !== element && !one.is_optional);
}

function sectionMates(form: Form, element: DataElement): DataElement[] {
  const section = form.sections.find(({ elements }) => elements.includes(element));
  return (section?.elements ?? []).filter(
    (one) => one !== element && one.unit === element.unit && !one.is_optional, // what may stay blank tells no course
  );
}

/** How much more than in the same months nearby the mates have; undefined where none has such months. */
function matesRatios(form: Form, element: DataElement, values: Values, nearby: Nearby): number[] | undefined {
  const spans = nearby[element.code] ?? {};
  const known = matesOf(form, element).flatMap(({ code }) => {
    const same = Object.entries(nearby[code] ?? {}).filter(([span]) => span in spans);
    return same.length > 0 ? [{ now: values[code], same: Object.fromEntries(same) }] : [];
  });
  if (known.length === 0) return undefined;
  return known.flatMap(({ now, same }) => (now ? [now / nearest(now, same)] : []));
}

/** Whether a ratio is far from what the mates have in common; nothing is known without any amount. */
function isFarBeside(
  form: Form,
  element: DataElement,
  ratio: number,
  mates: number[] | undefined,
  slip: number,
): boolean {
  if (mates === undefined) return true;
  if (mates.length === 0 || Math.max(...mates) / Math.min(...mates) > AGREE) return false;
  const usual = [...mates].sort((one, other) => one - other);
  const [low, high] = [usual[(usual.length - 1) >> 1] ?? 1, usual[usual.length >> 1] ?? 1];
  const middle = Math.sqrt(low * high);
  const factor = mates.length > 1 && sectionMates(form, element).length > 0 ? slip : FAR_SLIP;
  return ratio > 1 ? ratio / middle >= factor : middle / ratio >= factor;
}

/** Ask where an area is above what the place's land bears, or what the season has left. */
export function landFindings(
  form: Form,
  values: Values,
  limits: Record<string, number>,
  lastYear: Values,
  period: string | null = null,
): Finding[] {
  return elementsOf(form).flatMap((element): Finding[] => {
    const now = values[element.code];
    const limit = limits[element.code];
    if (now === null || now === undefined || limit === undefined || now <= limit + 1) return [];
    const then = lastYear[element.code] ?? null;
    const zhThen = then === null ? "" : `（去年${monthText(period)} ${amountText(then)} 亩）`;
    const enThen = then === null ? "" : ` (${amountText(then)} mu in the same month last year)`;
    const text = {
      zh:
        `“${element.title.zh}”${amountText(now)} 亩${zhThen}，按种植面积最多约 ${amountText(limit)} 亩：` +
        "是不是多打了一个 0，或面积重复计算？",
      en:
        `${amountText(now)} mu${enThen}, but the planted area bears about ${amountText(limit)} mu: ` +
        "a zero too many, or counted twice?",
    };
    return [{ code: "above-land", severity: "ask", element: element.code, text }];
  });
}

function slipWords(
  form: Form,
  element: DataElement,
  now: number,
  then: number,
  period: string | null,
): Finding["text"] {
  const [zhUnit, enUnit] = unitWords(form, element);
  const [zh, en] = likeliest(element.unit, now, then);
  const was = `${amountText(then)} ${enUnit}`.trim();
  return {
    zh: `“${element.title.zh}”去年${monthText(period)} ${amountText(then)} ${zhUnit}，这次 ${amountText(now)}：${zh}`,
    en: `${was} in the same month last year, ${amountText(now)} now: ${en}`,
  };
}

function nearbyWords(
  form: Form,
  element: DataElement,
  now: number,
  then: number,
  known: Record<string, number>,
): Finding["text"] {
  const [zhUnit, enUnit] = unitWords(form, element);
  const [zh, en] = likeliest(element.unit, now, then);
  const spans = Object.entries(known).sort(([one], [other]) => (one < other ? -1 : 1));
  let zhKnown = spans.map(([span, amount]) => `${span} ${amountText(amount)} ${zhUnit}`.trim()).join("、");
  let enKnown = spans.map(([span, amount]) => `${`${amountText(amount)} ${enUnit}`.trim()} in ${span}`).join(", ");
  if (spans.some(([span]) => span.length === YEAR_LENGTH)) {
    zhKnown = `全年合计 ${zhKnown}`;
    enKnown = `${enKnown} altogether`;
  } else zhKnown = `临近月份 ${zhKnown}`;
  return {
    zh: `“${element.title.zh}”去年同月没有数，${zhKnown}，这次 ${amountText(now)}：${zh}`,
    en: `no amount in the same month last year, ${enKnown}, ${amountText(now)} now: ${en}`,
  };
}

function likeliest(unit: string, now: number, then: number): [string, string] {
  const ratio = Math.max(now / then, then / now);
  const mixed = MIXED[unit];
  if (ratio <= ZERO_MOST) {
    return now > then ? ["多打了一个 0？", "a zero too many?"] : ["少打了一个 0？", "a zero too few?"];
  }
  if (mixed && mixed[0] / UNIT_WIDTH <= ratio && ratio <= mixed[0] * UNIT_WIDTH)
    return [`${mixed[1]}？`, `${mixed[2]}?`];
  if (ratio > COUNTABLE) return ["相差极大，请核对", "very far off, please check"];
  return [`相差约 ${whole(ratio)} 倍，请核对`, `about ${whole(ratio)} times off, please check`];
}

/** Name last year's amount of a span beside this year's, and the likely slip; to be added to a question. */
export function lastYearWords(
  form: Form,
  element: DataElement,
  span: Term["span"],
  now: number,
  then: number,
  period: string,
): Finding["text"] {
  const [zhUnit, enUnit] = unitWords(form, element);
  const times = (whole((now / then) * 10) / 10).toFixed(1);
  const [zh, en] =
    then < now && now < SLIP * then
      ? [`约为 ${times} 倍，请核对`, `about ${times} times as much, please check`]
      : likeliest(element.unit, now, then);
  const [zhSpan, enSpan] = SPANS[span] ?? [`去年${monthText(period)}`, "in the same month last year"];
  const was = `${amountText(then)} ${enUnit}`.trim();
  return {
    zh: `（${zhSpan} ${amountText(then)} ${zhUnit}，这次 ${amountText(now)}：${zh}）`,
    en: ` (${was} ${enSpan}, ${amountText(now)} now: ${en})`,
  };
}

export function monthText(period: string | null): string {
  return period === null ? "同月" : ` ${lastMonth(period)} 月`;
}

/** Round to a whole number, halves to the even one: the words must be the server's to the letter. */
export function whole(amount: number): number {
  const floor = Math.floor(amount);
  const rest = amount - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Write an amount with at most three decimals; half of the last one goes to the even one, as at the server. */
export function amountText(amount: number): string {
  // Exactly half of a thousandth is an odd number of sixteenths; toFixed alone would round it up.
  const isHalf = Math.abs((amount * 16) % 2) === 1;
  const written = isHalf ? whole(amount * 1000) / 1000 : amount;
  return written.toFixed(3).replace(/0+$/, "").replace(/\.$/, "");
}
