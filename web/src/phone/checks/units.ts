/** Units people think in and the factors to the unit the form keeps: the same as on the server. */

// How many of the kept unit one of the entered makes: [kept, entered, factor].
const FACTORS: readonly (readonly [string, string, number])[] = [
  ["mu", "ha", 15],
  ["mu", "wan_mu", 10_000],
  ["kg", "t", 1000],
  ["kg", "jin", 0.5],
  ["t", "kg", 1 / 1000],
  ["t", "jin", 0.5 / 1000],
];

/** Units in which a quantity may be typed, its own first. */
export function entryUnits(kept: string): string[] {
  return [kept, ...FACTORS.filter(([unit]) => unit === kept).map(([, entered]) => entered)];
}

export function convert(amount: number, entered: string, kept: string): number {
  if (entered === kept) return amount;
  const factor = FACTORS.find(([unit, other]) => unit === kept && other === entered)?.[2];
  if (factor === undefined) throw new RangeError(`${entered} cannot be converted to ${kept}`);
  return amount * factor;
}
