// @vitest-environment happy-dom
/** Reading on a bad line: words at once, a way on soon, and further tries by itself. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { reading } from "../../src/phone/reading";
import { readingWord } from "../../src/phone/readingWords";
import { Problem } from "../../src/shared/api/client";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("reading", () => {
  it("says after some seconds that no answer has come, and gives up the first question for a second", async () => {
    const signals: AbortSignal[] = [];
    const page = reading((signal) => {
      signals.push(signal);
      return signals.length === 1
        ? new Promise((_, give) => signal.addEventListener("abort", () => give(new Error("gone"))))
        : Promise.resolve();
    });
    void page.ask();
    expect([page.isAsking.value, page.isSlow.value]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(page.isSlow.value).toBe(true);
    await page.ask();
    expect([page.isAsking.value, page.isSlow.value, signals[0]?.aborted]).toEqual([false, false, true]);
  });

  it.each([0, 502, 429])("tries again by itself after %d", async (status) => {
    let tries = 0;
    const page = reading(() => ((tries += 1) === 1 ? Promise.reject(new Problem(status, {})) : Promise.resolve()));
    await page.ask();
    expect(page.problem.value?.status).toBe(status);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([tries, page.problem.value]).toEqual([2, undefined]);
  });

  it("leaves it to a person where that would not help, and stops with its page", async () => {
    let tries = 0;
    let status = 401;
    const page = reading(() => {
      tries += 1;
      return Promise.reject(new Problem(status, {}));
    });
    await page.ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(1);
    status = 502;
    await page.ask();
    page.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toBe(2);
  });
});

describe("what keeps a page from being read", () => {
  it.each([
    [401, "line.signed_out"],
    [502, "read.busy"],
    [0, "problem.offline_detail"],
    [404, null],
  ] as const)("is, after %d, %s", (status, word) => {
    expect(readingWord(new Problem(status, {}), false)).toBe(word);
  });
});
