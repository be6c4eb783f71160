/** One act at a time: whether it is under way, and how it was refused. */
import { ref, shallowRef } from "vue";

import { Problem } from "./client";

export function useAct() {
  const isBusy = ref(false);
  const refusal = shallowRef<Problem>();

  /** Do it; true when it was done. A refusal is kept for the page to show. */
  async function act(deed: () => Promise<void>): Promise<boolean> {
    isBusy.value = true;
    refusal.value = undefined;
    try {
      await deed();
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      refusal.value = failure;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, refusal, act };
}
