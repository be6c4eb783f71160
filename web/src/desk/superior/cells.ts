/** The named cells of the superior's workbook: kept on this computer under the workbook's name, sent as TOML. */

const KEY = "agri.superior.";

export const WHATS = ["value", "numerator", "denominator", "path", "target", "probability"] as const;
export const TEXTS = ["number", "period", "as_of", "city", "compiler"] as const;

export interface NamedCell {
  /** Sheet and cell, 汇总!C7. */
  at: string;
  /** `indicator:code`, `element:form.code` or `text:word`. */
  figure: string;
  place: string;
  what: (typeof WHATS)[number];
  span: "to_date" | "month";
  times: number;
  /** Decimal places; none: as it is. */
  digits: number | "";
}

export const emptyCell = (place: string): NamedCell => ({
  at: "",
  figure: "",
  place,
  what: "value",
  span: "to_date",
  times: 1,
  digits: "",
});

/** Words as TOML writes them; what JSON escapes, TOML escapes alike. */
const quoted = (words: string): string => JSON.stringify(words);

function linesOf(cell: NamedCell): string[] {
  const [sort = "", ...rest] = cell.figure.split(":");
  const lines = ["[[cells]]", `at = ${quoted(cell.at.trim())}`, `${sort} = ${quoted(rest.join(":"))}`];
  if (sort === "text") return lines;
  lines.push(`place = ${quoted(cell.place)}`);
  lines.push(sort === "indicator" ? `what = ${quoted(cell.what)}` : `span = ${quoted(cell.span)}`);
  if (cell.times !== 1) lines.push(`times = ${cell.times}`);
  if (cell.digits !== "") lines.push(`digits = ${cell.digits}`);
  return lines;
}

/** The map as `agri fill` reads it too. */
export const tomlOf = (cells: readonly NamedCell[]): string => cells.flatMap(linesOf).join("\n") + "\n";

export function keepCells(workbook: string, cells: readonly NamedCell[]): void {
  try {
    localStorage.setItem(KEY + workbook, JSON.stringify(cells));
  } catch {
    // Not kept, then: the map can be saved as a file.
  }
}

export function keptCells(workbook: string): NamedCell[] {
  try {
    return JSON.parse(localStorage.getItem(KEY + workbook) ?? "[]") as NamedCell[];
  } catch {
    return [];
  }
}
