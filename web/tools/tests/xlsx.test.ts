/** A workbook of the page's own making is one that a spreadsheet opens, whatever people have typed. */
import { describe, expect, it } from "vitest";

import type { Cell } from "../../src/desk/csv";
import { xlsxBytes } from "../../src/desk/xlsx";

/** Nothing in the ZIP is compressed, so that its text can be read as it is. */
function written(name: string, rows: Cell[][] = [], notes: string[] = []): string {
  return new TextDecoder().decode(xlsxBytes(name, ["名"], rows, notes));
}
const nameOf = (name: string): string | undefined => /<sheet name="([^"]*)"/.exec(written(name))?.[1];

describe("the sheet of a workbook", () => {
  it.each([
    ["情景：一", "情景 一"],
    ["a[1]:*?/\\b", "a 1      b"],
    ["'试验'", "试验"],
    ["", "1"],
    ["[]:*?", "1"],
    ["History", "History1"],
    ["a".repeat(40), "a".repeat(31)],
    [`${"数".repeat(30)}😀`, "数".repeat(30)],
    [`${"数".repeat(30)}'次`, "数".repeat(30)],
    [`肥 & 药 < "三"`, "肥 &amp; 药 &lt; &quot;三&quot;"],
    ["a\ufffeb\u0001", "ab"],
  ])("of a table named %j is named %j", (name, expected) => {
    expect(nameOf(name)).toBe(expected);
  });
});

describe("a cell of a workbook", () => {
  it.each<[Cell, string]>([
    ["85.0%", '<c s="1"><v>0.85</v></c>'],
    ["−3", "<c><v>-3</v></c>"],
    ["1,234", "<c><v>1234</v></c>"],
    [1e21, "<c><v>1e+21</v></c>"],
    ["—", "<c/>"],
    ["=1+1", ">=1+1</t>"],
    ["123456789012345678", ">123456789012345678</t>"],
    ["0410", ">0410</t>"],
    ["a\u0001\ufffe\uffffb", ">ab</t>"],
    ["a\ud83d", ">a</t>"],
    ["😀", ">😀</t>"],
    ["_x0041_", ">_x005F_x0041_</t>"],
    ["<b> & 'c'", ">&lt;b&gt; &amp; 'c'</t>"],
  ])("with %j is %j", (cell, expected) => {
    expect(written("表", [[cell]])).toContain(expected);
  });
});
