/** How long to wait before the next try. Tries never end; only the pause between them stops growing. */

const FIRST_S = 5;
const LONGEST_S = 15 * 60;

/** Seconds to wait after `tries` failures in a row; `dice` in [0, 1) spreads the phones of a city. */
export function pauseAfter(tries: number, retryAfter: number | null, dice: number): number {
  const grown = Math.min(FIRST_S * 2 ** Math.max(0, tries - 1), LONGEST_S);
  return Math.max(retryAfter ?? 0, grown * (0.75 + dice / 2));
}
