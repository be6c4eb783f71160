/** Tables as files for a spreadsheet. */

export type Cell = string | number | null;

const FORMULA = /^[=+\-@\t\r\n]/;

const MOST_DIGITS = 15; // a spreadsheet's numbers hold no more: a longer one is a code

const FIGURE = /^([+\u2212-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)$/;

/** Read a figure as the page writes it, per cent as a fraction; undefined where it is no plain figure. */
export function figureOf(cell: string): number | undefined {
  const [, sign, whole, part = "", percent] = FIGURE.exec(cell) ?? [];
  if (whole === undefined || (whole.startsWith("0") && whole.length > 1)) return undefined; // a code, no amount
  if (whole.replaceAll(",", "").length > MOST_DIGITS) return undefined;
  const amount = Number(`${sign === "" || sign === "+" ? "" : "-"}${whole.replaceAll(",", "")}${part}`);
  return percent ? Number((amount / 100).toPrecision(12)) : amount;
}

/** Write one cell; a text that a spreadsheet would take for a formula is led by an apostrophe. */
function cellText(cell: Cell): string {
  if (cell === null || cell === "—") return "";
  if (typeof cell === "number") return String(cell);
  const amount = figureOf(cell);
  if (amount !== undefined) return String(amount);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV with the byte order mark that spreadsheets need to see Chinese. */
export function csvText(rows: Cell[][]): string {
  return `\ufeff${rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("")}`;
}

/** Hand a file to the browser's downloads; nothing leaves this computer. */
export function download(name: string, content: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser has taken its copy by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
