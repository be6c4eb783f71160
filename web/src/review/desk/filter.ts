/** Which of the reports that wait are shown: every choice is one that a reviewer takes back with one click. */
import type { ListedReport, Shape } from "../../shared/api/wire";
import { isOfKind, type Asked, type Kind } from "./queue";

export type ChangeSize = Shape<"ChangeSizePublic">;

/** Shares of last year's amount, or of the last report's: the bands that changes are looked through by. */
export const BANDS = [0.1, 0.3, 0.5, 1] as const;
export const WHOSE = ["mine", "nobodys"] as const;

export interface Filter {
  words: string;
  kind: Kind | "";
  county: string;
  form: string;
  /** The least change; 0 shows all. */
  band: number;
  whose: (typeof WHOSE)[number] | "";
}

export const everything = (): Filter => ({ words: "", kind: "", county: "", form: "", band: 0, whose: "" });

/** Whether an amount changed by a band or more; what stands where there was nothing changed beyond any band. */
export function isOfBand(size: ChangeSize | undefined, band: number): boolean {
  if (band === 0) return true;
  return size !== undefined && (size.is_from_nothing || Math.abs(size.change ?? 0) >= band);
}

export function isShown(
  report: ListedReport,
  filter: Filter,
  known: { asked: Asked; dueDay: number; sizes: ReadonlyMap<string, ChangeSize>; me: string; text: string },
): boolean {
  return (
    report.org_unit.startsWith(filter.county) &&
    (filter.form === "" || report.form === filter.form) &&
    (filter.kind === "" || isOfKind(report, filter.kind, known.asked, known.dueDay)) &&
    isOfBand(known.sizes.get(report.revision_id), filter.band) &&
    (filter.whose !== "mine" || report.assigned_to?.id === known.me) &&
    (filter.whose !== "nobodys" || report.assigned_to === null) &&
    known.text.toLowerCase().includes(filter.words.trim().toLowerCase())
  );
}

/** A change as it stands beside a report: with its sign, in whole per cent. */
export function changeText(change: number): string {
  const percent = Math.round(100 * change);
  return `${percent === 0 ? "" : percent < 0 ? "−" : "+"}${Math.abs(percent)}%`;
}
