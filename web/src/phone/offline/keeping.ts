/** Whether the browser has promised to keep what is on the phone when the phone runs short. */
import { ref } from "vue";

/** Undefined where the browser does not say. */
export const isPromised = ref<boolean>();

/** Ask for the promise, unless it is given; the browser may decline, and grant it once the page is installed. */
export async function askToKeep(): Promise<void> {
  const { storage } = navigator as { storage?: StorageManager };
  try {
    isPromised.value = (await storage?.persisted?.()) || (await storage?.persist?.());
  } catch {
    isPromised.value = undefined; // forbidden: then it is said as a place that keeps nothing
  }
}
