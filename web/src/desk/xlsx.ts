/** A table as an Excel workbook: figures as numbers, per cent as per cent, a sheet in a ZIP that nothing compresses. */
import { figureOf, type Cell } from "./csv";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PER_CENT = 1; // of the two formats of cells in styles.xml
const BOLD = 2;

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Characters that may not stand in XML, half a pair of surrogates among them.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const ESCAPED_CHARACTER = /_(?=x[0-9a-f]{4}_)/gi; // as spreadsheets write a character that XML cannot have

const escaped = (text: string): string => text.replace(FORBIDDEN, "").replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);

function textXml(text: string, isBold: boolean): string {
  const style = isBold ? ` s="${BOLD}"` : "";
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text.replace(ESCAPED_CHARACTER, "_x005F_"))}</t></is></c>`;
}

function cellXml(cell: Cell): string {
  if (cell === null || cell === "—") return "<c/>";
  const amount = typeof cell === "number" ? cell : figureOf(cell);
  if (amount === undefined || !Number.isFinite(amount)) return textXml(String(cell), false);
  const style = typeof cell === "string" && cell.endsWith("%") ? ` s="${PER_CENT}"` : "";
  return `<c${style}><v>${amount}</v></c>`;
}

function sheetXml(head: string[], rows: Cell[][], notes: string[]): string {
  const table = [head.map((title) => textXml(title, true)), ...rows.map((row) => row.map(cellXml))].map(
    (cells) => `<row>${cells.join("")}</row>`,
  );
  const under = notes.map((note) => `<row>${textXml(note, false)}</row>`);
  const view =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>';
  const columns = `<cols><col min="1" max="1" width="28" customWidth="1"/><col min="2" max="${Math.max(head.length, 2)}" width="14" customWidth="1"/></cols>`;
  const data = `<sheetData>${[...table, "<row/>", ...under].join("")}</sheetData>`;
  return `${HEAD}<worksheet xmlns="${MAIN}">${view}</sheetViews>${columns}${data}</worksheet>`;
}

const FILES: Record<string, string> = {
  "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="10" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};

/** A sheet's name has at most 31 characters, some of them nowhere and an apostrophe at neither end, and is never blank. */
function sheetName(name: string): string {
  const plain = name.replace(FORBIDDEN, "").replace(/[\\/?*[\]:：]/g, " ");
  const short = plain.replace(/^['\s]+/, "").slice(0, 31);
  const whole = short.replace(/\p{Surrogate}/gu, "").replace(/['\s]+$/, "");
  // Excel keeps this one for itself.
  return whole === "" || whole.toLowerCase() === "history" ? `${whole}1` : whole;
}

/** The workbook's bytes: one sheet with the table, and below it what it rests on. */
export function xlsxBytes(name: string, head: string[], rows: Cell[][], notes: string[]): Uint8Array<ArrayBuffer> {
  const workbook = `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
  return zipped({
    ...FILES,
    "xl/workbook.xml": workbook,
    "xl/worksheets/sheet1.xml": sheetXml(head, rows, notes),
  });
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ (CRC_TABLE[(sum ^ byte) & 0xff] ?? 0);
  return (sum ^ 0xffffffff) >>> 0;
}

/** Numbers of 2 or 4 bytes, the low byte first. */
function littleEndian(...fields: [size: 2 | 4, value: number][]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([size, value]) => Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff)),
  );
}

/** A ZIP of stored files, as PKWARE's APPNOTE 4.3 lays it out; times are those of its first day. */
function zipped(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [path, bytes] = [encoder.encode(name), encoder.encode(content)];
    const common = littleEndian([2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc32(bytes)]);
    const sizes = littleEndian([4, bytes.length], [4, bytes.length], [2, path.length], [2, 0]);
    parts.push(littleEndian([4, 0x04034b50]), common, sizes, path, bytes);
    directory.push(littleEndian([4, 0x02014b50], [2, 20]), common, sizes);
    directory.push(littleEndian([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path);
    offset += 4 + common.length + sizes.length + path.length + bytes.length;
  }
  const count = Object.keys(files).length;
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const end = littleEndian([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, offset], [2, 0]);
  const whole = new Uint8Array(offset + length + end.length);
  let at = 0;
  for (const part of [...parts, ...directory, end]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
