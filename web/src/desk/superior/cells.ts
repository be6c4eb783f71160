/** The named cells of the superior's workbook: read from the record or a file, sent as the TOML that `agri fill` takes. */
import type { Shape } from "../../shared/api/wire";

const KEY = "agri.superior."; // where pages of before kept them, in the browser alone

export const WHATS = [
  "value",
  "numerator",
  "denominator",
  "path",
  "target",
  "probability",
  "reports",
  "expected",
] as const;
export const TEXTS = ["number", "period", "as_of", "snapshot", "city", "compiler", "synthetic"] as const;

export interface NamedCell {
  /** Sheet and cell, 汇总!C7. */
  at: string;
  /** `indicator:code`, `element:form.code` or `text:word`. */
  figure: string;
  /** Blank: the place of whoever fills. */
  place: string;
  what: (typeof WHATS)[number];
  span: "to_date" | "month";
  times: number;
  /** Decimal places; none: as it is. */
  digits: number | "";
}

export const emptyCell = (): NamedCell => ({
  at: "",
  figure: "",
  place: "",
  what: "value",
  span: "to_date",
  times: 1,
  digits: "",
});

/** A row of a map as the server has read it. */
export function cellOf(read: Shape<"WorkbookCell">): NamedCell {
  const sort = (["indicator", "element"] as const).find((one) => typeof read[one] === "string") ?? "text";
  return {
    at: read.at,
    figure: `${sort}:${read[sort] ?? ""}`,
    place: read.place ?? "",
    what: WHATS.find((one) => one === read.what) ?? "value",
    span: read.span === "month" ? "month" : "to_date",
    times: read.times ?? 1,
    digits: read.digits ?? "",
  };
}

/** Words as TOML writes them; what JSON escapes, TOML escapes alike. */
const quoted = (words: string): string => JSON.stringify(words);

function linesOf(cell: NamedCell): string[] {
  const [sort = "", ...rest] = cell.figure.split(":");
  const lines = ["[[cells]]", `at = ${quoted(cell.at.trim())}`, `${sort} = ${quoted(rest.join(":"))}`];
  if (sort === "text") return lines;
  if (cell.place !== "") lines.push(`place = ${quoted(cell.place)}`);
  lines.push(sort === "indicator" ? `what = ${quoted(cell.what)}` : `span = ${quoted(cell.span)}`);
  if (cell.times !== 1) lines.push(`times = ${cell.times}`);
  if (cell.digits !== "") lines.push(`digits = ${cell.digits}`);
  return lines;
}

/** The map as `agri fill` reads it too. */
export const tomlOf = (cells: readonly NamedCell[]): string => cells.flatMap(linesOf).join("\n") + "\n";

export const mapFile = (cells: readonly NamedCell[]): File => new File([tomlOf(cells)], "cells.toml");

/** What a page of before remembered of this workbook. */
export function rememberedCells(workbook: string): NamedCell[] {
  try {
    return JSON.parse(localStorage.getItem(KEY + workbook) ?? "[]") as NamedCell[];
  } catch {
    return [];
  }
}

/** A workbook's name without its ending. */
export const stemOf = (name: string): string => name.replace(/\.xls[xm]$/i, "");
