/** One question to the server, asked again at will: its answer, its refusal, and whether it is under way. */
import { onBeforeUnmount, ref, shallowRef } from "vue";
import { useRoute, useRouter } from "vue-router";

import { Problem } from "../shared/api/client";

export function useAnswer<Answer>(ask: (signal: AbortSignal) => Promise<Answer>) {
  const route = useRoute();
  const router = useRouter();
  const answer = shallowRef<Answer>();
  const problem = shallowRef<Problem>();
  const isLoading = ref(false);
  let running: AbortController | undefined;

  async function refuse(failure: unknown): Promise<void> {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status === 401) {
      const next = route.fullPath === "/" ? {} : { next: route.fullPath };
      await router.replace({ name: "sign-in", query: next });
      return;
    }
    answer.value = undefined;
    problem.value = failure;
  }

  async function load(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    isLoading.value = true;
    problem.value = undefined;
    try {
      const heard = await ask(mine.signal);
      if (!mine.signal.aborted) answer.value = heard;
    } catch (failure) {
      // A newer question has taken this one's place; it owns the page now.
      if (!mine.signal.aborted) await refuse(failure);
    } finally {
      if (running === mine) isLoading.value = false;
    }
  }

  onBeforeUnmount(() => running?.abort());
  return { answer, problem, isLoading, load };
}
