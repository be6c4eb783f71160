/** What a spreadsheet gets: figures as numbers, and no text that it would compute. */
import { describe, expect, it } from "vitest";

import { csvText } from "../../src/desk/csv";

describe("a cell of a table", () => {
  it.each([
    ["−0.08%", "-0.0008"],
    ["+0.40%", "0.004"],
    ["42.2%", "0.422"],
    ["1,234.5", "1234.5"],
    ["150,000", "150000"],
    ["−3", "-3"],
    ["—", ""],
    [0.25, "0.25"],
    [null, ""],
  ])("that reads %s is the number %s", (cell, written) => {
    expect(csvText([[cell]])).toBe(`\ufeff${written}\r\n`);
  });

  it.each([
    ["≥ 85%", "≥ 85%"],
    ["0410", "0410"],
    ["123456789012345678", "123456789012345678"],
    ["+1.2±0.4", "'+1.2±0.4"],
    ["=1+1", "'=1+1"],
    ["1,2", '"1,2"'],
  ])("that reads %s stays the text it is", (cell, written) => {
    expect(csvText([[cell]])).toBe(`\ufeff${written}\r\n`);
  });
});
