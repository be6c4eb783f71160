/** Where a sign-in leads: never off this site. */
import { describe, expect, it } from "vitest";

import { destination } from "../../src/shared/session/destination";

describe("after a sign-in", () => {
  it.each(["/month", "/review/abc?x=1#y", "/"])("%j is gone to", (next) => {
    expect(destination({ next })).toBe(next);
  });

  it.each([
    "//example.org/",
    "/\\example.org/",
    "https://example.org/",
    "javascript:alert(1)",
    "month",
    "",
    null,
    ["/month"],
  ])("%j is not", (next) => {
    expect(destination({ next })).toBe("/");
  });

  it("the first page is, where none was asked for", () => {
    expect(destination({})).toBe("/");
  });
});
