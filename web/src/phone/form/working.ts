/** Amounts that are worked out: product times content, or area times what is usual on a mu. Both factors are kept. */
import { readAmount } from "../checks/amounts";
import type { Sent } from "../offline/store";

/** How an amount was worked out, as it goes along with the report; it holds as long as the amount stays. */
export interface Working {
  text: string;
  value: number;
}

/** Twelve digits: 0.46 × 120 is 55.2, whatever binary fractions make of it. */
const rounded = (amount: number): number => Number(amount.toPrecision(12));

const positive = (text: string): number | undefined => {
  const amount = readAmount(text);
  return typeof amount === "number" && amount > 0 ? amount : undefined;
};

/** Pure nutrient in a product's mass, both in one unit; undefined as long as a factor is missing or no share. */
export function pureOf(mass: string, percent: string): number | undefined {
  const [amount, share] = [positive(mass), positive(percent)];
  if (amount === undefined || share === undefined || share > 100) return undefined;
  return rounded((amount * share) / 100);
}

/** An area in mu times kilograms a mu, in the unit that the form keeps. */
export function byArea(area: string, perMu: string, unit: string): number | undefined {
  const [mu, kg] = [positive(area), positive(perMu)];
  if (mu === undefined || kg === undefined) return undefined;
  return rounded(unit === "t" ? (mu * kg) / 1000 : mu * kg);
}

/** The factor that an amount was worked out with: what a product holds, or what is usual on a mu. */
export interface Factor {
  /** Blank where it is by area. */
  product: string;
  amount: string;
}

const OF_PRODUCT = /^(.*?)\s+[\d.,]+\s+\S+ × ([\d.]+) ?%/;
const OF_AREA = /× (?:每亩 )?([\d.]+) (?:公斤|kg)/;

/** Read the factor out of what was said, in either language. The amounts themselves are of their month. */
export function factorOf(text: string): Factor | undefined {
  const [, product, percent] = OF_PRODUCT.exec(text) ?? [];
  if (product !== undefined && percent) return { product, amount: percent };
  const [, perMu] = OF_AREA.exec(text) ?? [];
  return perMu ? { product: "", amount: perMu } : undefined;
}

/** The last factor of an element that this phone has sent for a place, and the month that it was of. */
export function lastFactor(sent: Sent[], orgUnit: string, code: string): (Factor & { period: string }) | undefined {
  const found = sent.flatMap(({ cell, revision: { period, entered } }) => {
    const factor = cell.startsWith(`${orgUnit}/`) ? factorOf(entered[code]?.[2] ?? "") : undefined;
    return factor ? [{ ...factor, period }] : [];
  });
  return found.sort((one, other) => (one.period < other.period ? -1 : 1)).at(-1);
}
