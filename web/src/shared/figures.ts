/** Numbers as people read them. A figure that does not exist is never written as 0. */
import type { Assessment, Comparator } from "./api/assessments";
import { inLanguage, language, say } from "./language";
import type { Bilingual } from "./api/wire";

const MINUS = "\u2212";

const SIGNS: Record<Comparator, string> = { ">=": "≥", "<=": "≤", "<": "<" };

/** How one indicator's figures are written. */
export interface Style {
  unit: string;
  decimals: number;
  isSigned: boolean;
  /** The measure word of a count. */
  countedIn?: Bilingual | null | undefined;
}

export function styleOf(assessment: Pick<Assessment, "indicator" | "unit" | "kind" | "counted_in">): Style {
  // Growth moves within a few tenths of a per cent of its target and its sign is the message.
  const isGrowth = assessment.kind ? assessment.kind === "growth" : assessment.indicator.endsWith("_growth");
  const { unit, counted_in: countedIn } = assessment;
  return { unit, decimals: isGrowth ? 2 : 1, isSigned: isGrowth, countedIn };
}

function grouped(amount: number, decimals: number): string {
  return new Intl.NumberFormat(language.value === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount);
}

function signed(amount: number, decimals: number, isSigned: boolean): string {
  const digits = grouped(Math.abs(amount), decimals);
  const isZero = Number(Math.abs(amount).toFixed(decimals)) === 0;
  if (amount < 0 && !isZero) return MINUS + digits;
  return isSigned && !isZero ? `+${digits}` : digits;
}

/** Write a figure with its unit; fractions as per cent. */
export function figure(value: number | null, style: Style): string {
  if (value === null) return "—";
  if (style.unit === "fraction") return `${signed(100 * value, style.decimals, style.isSigned)}%`;
  // Part of a share: where it stands beside the share's own figure, no per cent of anything.
  if (style.unit === "points") return `${signed(100 * value, 2, true)} ${say("unit.points")}`;
  // What is counted comes whole.
  const decimals = Math.abs(value) < 100 && !(style.unit === "count" && Number.isInteger(value)) ? 1 : 0;
  return `${signed(value, decimals, style.isSigned)} ${nameOf(style)}`;
}

/** Write a mark of an axis with its unit, to as many decimals as the axis' own step has. */
export function tickText(value: number, style: Style): string {
  if (style.unit === "fraction") return figure(value, style);
  return `${signed(value, style.decimals, style.isSigned)} ${nameOf(style)}`;
}

const nameOf = ({ unit, countedIn }: Style): string =>
  countedIn && unit === "count" ? inLanguage(countedIn) : unitText(unit);

/** Write how far two figures are apart, with its sign: shares in points, amounts in their unit. */
export function differenceText(
  value: number | null,
  unit: string,
  decimals = 2,
  countedIn?: Style["countedIn"],
): string {
  if (value === null) return "—";
  if (unit === "fraction") return signed(100 * value, decimals, true);
  const isWhole = Math.abs(value) >= 100 || (unit === "count" && Number.isInteger(value));
  return `${signed(value, isWhole ? 0 : 1, true)} ${nameOf({ unit, decimals, isSigned: true, countedIn })}`;
}

/** Write a value with its comparator, as short as it is in the plan: ≥ 85%, ≤ 0.4%, ≤ 25 kg/mu. */
export function boundText(
  value: number | null,
  comparator: Comparator | null,
  unit: string,
  countedIn?: Style["countedIn"],
): string {
  if (value === null || comparator === null) return "—";
  const style = { unit, decimals: 1, isSigned: false, countedIn };
  if (unit !== "fraction") return `${SIGNS[comparator]} ${figure(value, style)}`;
  return `${SIGNS[comparator]} ${Number((100 * value).toFixed(2))}%`.replace("-", MINUS);
}

const PLAIN_UNITS = ["t", "kg", "mu", "count"] as const;

/** Write a unit; of a quotient such as kg/mu, both. One that nobody knows stands for itself. */
export function unitText(unit: string): string {
  return unit
    .split("/")
    .map((part) => {
      const known = PLAIN_UNITS.find((plain) => plain === part);
      return known ? say(`unit.${known}`) : part;
    })
    .join("/");
}

/** Write a target with its comparator. */
export function targetText({ target, comparator, unit, counted_in }: Assessment): string {
  return boundText(target, comparator, unit, counted_in);
}

/** Write a probability in whole per cent, and never claim certainty from a finite number of draws. */
export function probabilityText(probability: number): string {
  if (probability > 0.995) return ">99%";
  if (probability < 0.005) return "<1%";
  return `${Math.round(100 * probability)}%`;
}

/** Write the chance of the target as reported, in words and figures. */
export function outlookText({ outlook }: Pick<Assessment, "outlook">): string {
  const end = outlook?.reported;
  if (!end || end.probability === null) return "—";
  const probability = probabilityText(end.probability);
  return end.word ? say("card.outlook", { word: inLanguage(end.word), probability }) : probability;
}

/** Write the chance of the target in truth. */
export function truthText({ outlook }: Pick<Assessment, "outlook">): string {
  const probability = outlook?.true.probability;
  return probability === null || probability === undefined ? "—" : probabilityText(probability);
}

/** Say how far the value is from the planned path: “低于计划 1.9 个百分点”. */
export function distanceText(value: number, path: number, style: Style): string {
  const distance = shown(value, style) - shown(path, style);
  const isShare = style.unit === "fraction";
  const amount = isShare
    ? `${Math.abs(100 * distance).toFixed(style.decimals)} ${say("unit.points")}`
    : figure(Math.abs(distance), { ...style, isSigned: false });
  if (Number((isShare ? 100 * distance : distance).toFixed(style.decimals)) === 0) {
    return say("card.equals_path");
  }
  return say(distance > 0 ? "card.above_path" : "card.below_path", { amount });
}

/** A share as it is written: a difference is that of the figures that stand beside it. */
function shown(value: number, { unit, decimals }: Style): number {
  return unit === "fraction" ? Number((100 * value).toFixed(decimals)) / 100 : value;
}

/** Write the same distance for a table whose heading names the unit: −1.9. */
export function distanceFigure(value: number, path: number, style: Style): string {
  const apart = shown(value, style) - shown(path, style);
  const distance = style.unit === "fraction" ? 100 * apart : apart;
  return signed(distance, style.decimals, true);
}

export function count(amount: number): string {
  return grouped(amount, 0);
}

/** Write "2019-09" as the month's number and name: 9月, Sep. */
export function monthText(period: string): string {
  return say(`month.${Number(period.slice(5, 7))}` as "month.1");
}

export function dateText(date: string): string {
  const [year, month, day] = date.split("-").map(Number);
  return say("date", { year: year ?? "", month: say(`month.${month}` as "month.1"), day: day ?? "" });
}

const dayInChina = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/** Write the day of an instant of the server's as it was in China: its own text names the day in Greenwich. */
export function instantDayText(instant: string): string {
  return dateText(dayInChina.format(new Date(instant)));
}
