/** A place's own year in sums, from the reports that this phone keeps: readable without a network. */
import type { DataElement, Form, ListedReport } from "../shared/api/wire";
import { isTimes } from "../shared/words";

type Told = Pick<ListedReport, "form" | "org_unit" | "period" | "values">;

export interface FormYear {
  form: Form;
  /** Periods that something was reported for. */
  months: number;
  lines: { element: DataElement; isTimes: boolean; sum: number }[];
}

/** The years that something was reported for, the newest first. */
export function yearsOf(reports: Told[]): string[] {
  return [...new Set(reports.map(({ period }) => period.slice(0, 4)))].sort().reverse();
}

/** What a month's form calls 本月回收 is the whole year's in its sums. */
export const yearTitle = (title: string): string => title.replace(/^本月/, "");

/** Add up one year of one place by form and element; shares are no sums, and what is blank all year is left out. */
export function yearSums(
  reports: Told[],
  orgUnit: string,
  year: string,
  formOf: (code: string) => Form | undefined,
): FormYear[] {
  const own = reports.filter((one) => one.org_unit === orgUnit && one.period.startsWith(year));
  return [...new Set(own.map(({ form }) => form))].sort().flatMap((code): FormYear[] => {
    const form = formOf(code);
    if (!form) return [];
    const ofForm = own.filter((one) => one.form === code);
    const lines = form.sections
      .flatMap(({ title, elements }) => elements.map((element) => ({ element, isTimes: isTimes(title) })))
      .filter(({ element }) => element.unit !== "fraction")
      .flatMap(({ element, isTimes: ofTimes }) => {
        const given = ofForm.flatMap(({ values }) => values[element.code] ?? []);
        return given.length > 0 ? [{ element, isTimes: ofTimes, sum: given.reduce((sum, one) => sum + one, 0) }] : [];
      });
    return lines.length > 0 ? [{ form, months: ofForm.length, lines }] : [];
  });
}
