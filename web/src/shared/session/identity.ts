/** Who uses this page, as far as the page itself must know: the session is a cookie that it cannot read. */
import { shallowRef } from "vue";

import type { Actor } from "../api/wire";

const KEY = "agri.actor";

function remembered(): Actor | null {
  try {
    const text = localStorage.getItem(KEY);
    return text === null ? null : (JSON.parse(text) as Actor);
  } catch {
    // Forbidden storage, or a text that is not ours: then nobody is known.
    return null;
  }
}

export const actor = shallowRef<Actor | null>(remembered());

/** Who uses this page, with the id that another page of this phone may have learnt meanwhile. */
export function actorNow(): Actor | null {
  if (actor.value && !actor.value.id) {
    const kept = remembered();
    if (kept?.id && kept.name === actor.value.name) actor.value = kept;
  }
  return actor.value;
}

export function remember(found: Actor | null): void {
  actor.value = found;
  try {
    if (found) localStorage.setItem(KEY, JSON.stringify(found));
    else localStorage.removeItem(KEY);
  } catch {
    // Not remembered, then: the person signs in again next time.
  }
}

const NAME_KEY = "agri.name";

/** The account that last signed in here, to be offered again; no more of it is kept after signing out. */
export function lastName(): string {
  try {
    return actor.value?.name ?? localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

export function keepName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // Not remembered, then.
  }
}

let recalling: Promise<void> | undefined;

/** Before the first page that asks for somebody: who was here last, if the quick memory has lost it. */
export function recall(): Promise<void> {
  recalling ??= readKept().catch(() => undefined);
  return recalling;
}

async function readKept(): Promise<void> {
  // Fetched only here: whoever opens the first page of all has nothing kept.
  const [{ readAnswer }, { owes, recallDebt }] = await Promise.all([
    import("../../phone/offline/store"),
    import("./owed"),
  ]);
  await recallDebt();
  if (actor.value?.id || owes.value) return;
  const kept = (await readAnswer<Actor>("me"))?.body;
  if (kept && !actor.value) remember(kept);
  // The id came, drafts are kept in its name, and the quick memory was not written in time.
  else if (kept?.id && kept.name === actor.value?.name) remember({ ...actor.value, id: kept.id });
}

export const isReporter = (): boolean => actor.value?.role === "reporter";
export const isDesk = (): boolean => actor.value !== null && !isReporter();

/** An id that no other phone will make. */
export function newId(): string {
  // Not crypto.randomUUID: browsers of 2021 lack it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((id, at) => `${id.slice(0, at)}-${id.slice(at)}`, hex);
}
