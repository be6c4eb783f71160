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

/** Install the service worker, and look for a new version whenever the page is shown again. */
export async function watchForUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return; // plain http on another machine: works, but needs the network
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return; // offline at the very first visit, or forbidden: the page works without
  }
  offer(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offer(registration));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
}

/** Take the new version: the drafts are in the store, so nothing that was typed is lost. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage("take-over");
}
