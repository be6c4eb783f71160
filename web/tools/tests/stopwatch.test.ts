// @vitest-environment happy-dom
/** How long a form was looked at: hidden time does not count, earlier visits do. */
import { afterEach, expect, it, vi } from "vitest";

import { stopwatch } from "../../src/phone/form/stopwatch";

let at = 0;
const clock = (): number => at;

function turn(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

afterEach(() => {
  at = 0;
  turn("visible");
});

it("counts what is visible, and goes on from an earlier visit", () => {
  turn("visible");
  const watch = stopwatch(clock);
  at = 20_000;
  turn("hidden");
  at = 500_000;
  turn("visible");
  at = 510_400;
  expect(watch.seconds()).toBe(30);
  watch.goOn(12);
  expect(watch.seconds()).toBe(42);
  watch.stop();
});

it("says what a server takes: whole seconds, at least one, at most a day", () => {
  const watch = stopwatch(clock);
  expect(watch.seconds()).toBe(1);
  at = 400_000_000;
  expect(watch.seconds()).toBe(86_400);
  watch.stop();
});
