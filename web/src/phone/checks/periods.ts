/** Which periods some figure counts, reports of others are refused here and at the server; and when a period ends. */

/** Whether reports of a period are counted. An old answer of the server's names no years: then it decides. */
export function isCounted(period: string, countedYears: number[] | undefined): boolean {
  return !countedYears || countedYears.includes(Number(period.slice(0, 4)));
}

/** The last day of a month or quarter: until then what is reported of it can only be a part. */
export function lastDay(period: string): string {
  return new Date(Date.UTC(Number(period.slice(0, 4)), lastMonth(period), 0)).toISOString().slice(0, 10);
}

/** The month that a period ends in: 9 for 2019-09 and for 2019-Q3. */
export function lastMonth(period: string): number {
  const tail = period.slice(5);
  return tail.startsWith("Q") ? 3 * Number(tail.slice(1)) : Number(tail);
}
