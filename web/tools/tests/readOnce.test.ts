// @vitest-environment happy-dom
/** What is read once is read again for the next account of this browser, which may be another city's. */
import { expect, it } from "vitest";

import type { Actor } from "../../src/shared/api/wire";
import { actor } from "../../src/shared/session/identity";
import { readOnce } from "../../src/shared/session/readOnce";

function signIn(name: string | null): void {
  actor.value = name === null ? null : ({ name } as Actor);
}

it("is kept for one account and not shown to another", async () => {
  let asked = 0;
  const read = readOnce(() => Promise.resolve(`${actor.value?.name} ${(asked += 1)}`));
  signIn("one");
  expect([await read(), await read()]).toEqual(["one 1", "one 1"]);
  signIn(null);
  signIn("other");
  expect([await read(), await read()]).toEqual(["other 2", "other 2"]);
});

it("is not kept where it failed, and a late failure of one account leaves the other's answer", async () => {
  let fail: (failure: Error) => void = () => undefined;
  const answers = [new Promise<string>((_, no) => (fail = no)), Promise.resolve("other"), Promise.resolve("new")];
  let asked = 0;
  const read = readOnce(() => answers[asked++] ?? Promise.reject(new Error("asked too often")));
  signIn("one");
  const first = read();
  signIn("other");
  expect(await read()).toBe("other");
  fail(new Error("no network"));
  await expect(first).rejects.toThrow("no network");
  expect(await read()).toBe("other");
  signIn("one");
  expect(await read()).toBe("new");
});
