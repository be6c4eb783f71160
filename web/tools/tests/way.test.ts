// @vitest-environment happy-dom
/** How what waits will leave the phone: a page promises nothing that a network alone does not do. */
import { describe, expect, it } from "vitest";

import { wayWord } from "../../src/phone/way";

describe("what waits", () => {
  it.each([
    [null, false, "way.network"],
    ["done", false, "way.network"],
    ["offline", false, "way.network"],
    ["busy", false, "way.network"],
    ["signed-out", false, "way.signed_out"],
    ["signed-out", true, "way.closed"],
    ["forbidden", false, "way.forbidden"],
  ] as const)("after %s (account closed: %s) is said by %s", (ending, isClosed, word) => {
    expect(wayWord(ending, isClosed)).toBe(word);
  });
});
