/** Amounts that are worked out: product times content, or area times what is usual on a mu. Both factors are kept. */
import { readAmount } from "../checks/amounts";

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
