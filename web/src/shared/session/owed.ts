/**
 * A sign-out that the server may not have heard of yet.
 *
 * Whoever signs out is out at once, also without network: from then on this device shows nobody's pages, and
 * asks the server nothing before it has been told. It is told as soon as the line is back.
 */
import { ref } from "vue";

import { doFirst, signOut } from "../api/client";
import { pauseAfter } from "../backoff";
import { inTurn } from "../locks";
import { actor, remember } from "./identity";

const KEY = "agri.owes_sign_out";
const WAIT_MS = 3_000; // for the server's answer, before the page goes on without it

/** Also where storage is forbidden, for as long as this page lives. */
export const owes = ref(isNoted());
/** The last try reached no server. */
export const isWaiting = ref(false);

function isNoted(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function note(isOwed: boolean): void {
  owes.value = isOwed;
  try {
    if (isOwed) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
  } catch {
    // Then the store beside it knows, or this page alone.
  }
}

/** What the disk says: local storage is written late, and a battery may have died before it was. */
export async function recallDebt(): Promise<void> {
  if (owes.value) return;
  const { readDebt } = await import("../../phone/offline/store");
  if ((await readDebt()) === undefined) return;
  note(true);
  remember(null);
}

/** Tell the server, if it is owed that; one page at a time. */
function pay(): Promise<void> {
  return inTurn("agri-sign-out", async () => {
    // Another page may have paid, and somebody may have signed in since.
    if (!isNoted() && !owes.value) return;
    try {
      await signOut();
    } catch (failure) {
      isWaiting.value = true;
      throw failure;
    }
    isWaiting.value = false;
    note(false);
    const { dropDebt } = await import("../../phone/offline/store");
    await dropDebt();
  });
}

doFirst(async () => {
  if (owes.value) await pay();
});

/** Sign out here and now, and tell the server when it can be told. */
export async function leave(): Promise<void> {
  note(true);
  try {
    const { keepDebt } = await import("../../phone/offline/store");
    await keepDebt();
    const { askForWaking, goodbye } = await import("../../phone/offline/phone");
    await goodbye();
    void askForWaking();
  } catch {
    // A page or a store that cannot be had now: who leaves is out all the same.
  }
  remember(null);
  const told = tend();
  await Promise.race([told, new Promise((done) => setTimeout(done, WAIT_MS))]);
}

let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

/** Try to pay, and again after a while; there is no last try. */
async function tend(): Promise<void> {
  clearTimeout(timer);
  if (!owes.value) return;
  try {
    await pay();
    failures = 0;
  } catch {
    failures += 1;
    timer = setTimeout(() => void tend(), 1000 * pauseAfter(failures, null, Math.random()));
  }
}

/** Pay whenever it may be possible, and leave a page on which another page of this device has signed out. */
export function watchDebt(onOwed: () => void): void {
  const look = (): void => {
    const isOwed = isNoted();
    if (isOwed && !owes.value) {
      owes.value = true;
      actor.value = null;
      onOwed();
    } else if (!isOwed && owes.value) owes.value = false;
    void tend();
  };
  window.addEventListener("storage", look);
  window.addEventListener("online", look);
  window.addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  void tend();
}
