/** New versions of the pages: fetched in the background, offered, and taken only when a person says so. */
import { ref } from "vue";

export const hasUpdate = ref(false);
let waiting: ServiceWorker | null = null;

function offer(registration: ServiceWorkerRegistration): void {
  // Without a controller this is the first installation, which replaces nothing.
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  waiting = registration.waiting;
  hasUpdate.value = true;
}

const AGAIN_MS = 15_000;
let registration: ServiceWorkerRegistration | undefined;
let again: ReturnType<typeof setTimeout> | undefined;

/** A network that goes away during the very first visit must not leave the phone without its pages. */
function tryLater(): void {
  registration = undefined;
  clearTimeout(again);
  again = setTimeout(() => void install(), AGAIN_MS);
}

async function install(): Promise<void> {
  clearTimeout(again);
  try {
    const found = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    registration = found;
    offer(found);
    const watch = (): void => {
      const { installing } = found;
      installing?.addEventListener("statechange", () => {
        // The worker's files may fail to come after the worker itself: then nothing is installed.
        if (installing.state === "redundant" && !found.active) tryLater();
        else offer(found);
      });
    };
    watch();
    found.addEventListener("updatefound", watch);
  } catch {
    tryLater(); // offline, or forbidden: the page works without
  }
}

/** Install the service worker, and look for a new version whenever the page is shown again. */
export async function watchForUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return; // plain http on another machine: works, but needs the network
  window.addEventListener("online", () => {
    if (!registration) void install();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration?.update().catch(() => undefined);
  });
  await install();
}

/** Take the new version: the drafts are in the store, so nothing that was typed is lost. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage("take-over");
}

const CAUGHT_UP = "agri.caught-up";
const ONCE_A_MINUTE_MS = 60_000;

/** Take the new version at once and go on at `path`: a file of this one is gone from the server. False: no use. */
export async function catchUp(path: string): Promise<boolean> {
  const last = Number(sessionStorage.getItem(CAUGHT_UP));
  // Where this does not help there is another reason; nobody wants a page that reloads for ever.
  if (Date.now() - last < ONCE_A_MINUTE_MS) return false;
  sessionStorage.setItem(CAUGHT_UP, String(Date.now()));
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.update().catch(() => undefined);
  const fresh = registration?.waiting ?? registration?.installing;
  if (!fresh) {
    location.assign(path);
    return true;
  }
  fresh.addEventListener("statechange", () => {
    if (fresh.state === "redundant") location.assign(path); // it came broken: perhaps the server helps
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => location.assign(path), { once: true });
  fresh.postMessage("take-over");
  return true;
}
