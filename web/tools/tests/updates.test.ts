// @vitest-environment happy-dom
/** The service worker's first installation on a line that breaks off. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
});
afterEach(() => void vi.useRealTimers());

/** A browser that answers one registration after the other. */
function browser(answers: (() => Promise<object>)[]) {
  const register = vi.fn(() => answers.shift()?.() ?? Promise.reject(new TypeError("no network")));
  vi.stubGlobal("navigator", { serviceWorker: { register, controller: null } });
  return register;
}

const installed = { active: {}, installing: null, waiting: null, addEventListener: () => undefined };

it("is tried again by itself, and when the network returns", async () => {
  const register = browser([]);
  const { watchForUpdates } = await import("../../src/phone/offline/updates");
  await watchForUpdates();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(register).toHaveBeenCalledTimes(2);
  register.mockResolvedValue(installed);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  window.dispatchEvent(new Event("online"));
  expect(register).toHaveBeenCalledTimes(3);
});

it("is tried again where the files did not come", async () => {
  const worker = Object.assign(new EventTarget(), { state: "installing" });
  const begun = { ...installed, active: null, installing: worker };
  const register = browser([() => Promise.resolve(begun), () => Promise.resolve(installed)]);
  const { watchForUpdates } = await import("../../src/phone/offline/updates");
  await watchForUpdates();
  worker.state = "redundant";
  worker.dispatchEvent(new Event("statechange"));
  await vi.advanceTimersByTimeAsync(16_000);
  expect(register).toHaveBeenCalledTimes(2);
});
