/** Read something from the server on a bad line: one is told at once, may ask anew soon, and it tries by itself. */
import { ref, shallowRef } from "vue";

import { Problem } from "../shared/api/client";
import { pauseAfter } from "../shared/backoff";

/** After that long without an answer it is said, and one may ask anew. */
const SLOW_MS = 6_000;

/** Whether it may be different in a while, without anybody doing anything. */
const passes = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

export function reading(read: (signal: AbortSignal) => Promise<void>) {
  const isAsking = ref(false);
  const isSlow = ref(false);
  const problem = shallowRef<Problem>();
  let asking: AbortController | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;
  let next: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function stop(): void {
    asking?.abort();
    clearTimeout(slow);
    clearTimeout(next);
  }

  /** Ask, in place of whatever is being asked already. */
  async function ask(): Promise<void> {
    stop();
    const mine = new AbortController();
    asking = mine;
    isAsking.value = true;
    isSlow.value = false;
    slow = setTimeout(() => (isSlow.value = true), SLOW_MS);
    try {
      await read(mine.signal);
      problem.value = undefined;
      failures = 0;
    } catch (failure) {
      if (mine.signal.aborted) return; // asked anew, or the page was left
      if (!(failure instanceof Problem)) throw failure;
      problem.value = failure;
      failures += 1;
      if (passes(failure)) {
        next = setTimeout(() => void ask(), 1000 * pauseAfter(failures, failure.retryAfter, Math.random()));
      }
    } finally {
      if (asking === mine) {
        clearTimeout(slow);
        isAsking.value = false;
        isSlow.value = false;
      }
    }
  }

  return { isAsking, isSlow, problem, ask, stop };
}
