/** Which periods some figure counts; reports of others are refused, here and at the server. */

/** Whether reports of a period are counted. An old answer of the server's names no years: then it decides. */
export function isCounted(period: string, countedYears: number[] | undefined): boolean {
  return !countedYears || countedYears.includes(Number(period.slice(0, 4)));
}
