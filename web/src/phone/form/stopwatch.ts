/** How long a form is before somebody's eyes: counted while its page is visible, in seconds. */

const LONGEST = 86_400;

export interface Stopwatch {
  /** Whole seconds to now, with those of visits before. */
  seconds: () => number;
  /** Go on from what an earlier visit came to. */
  goOn: (before: number) => void;
  stop: () => void;
}

export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  let counted = 0;
  let since = document.visibilityState === "visible" ? now() : null;

  /** Put what has passed to the rest. */
  function note(): void {
    if (since !== null) counted += now() - since;
    since = document.visibilityState === "visible" ? now() : null;
  }
  document.addEventListener("visibilitychange", note);

  return {
    seconds: () => {
      note();
      return Math.min(LONGEST, Math.max(1, Math.round(counted / 1000)));
    },
    goOn: (before) => {
      counted += before * 1000;
    },
    stop: () => {
      document.removeEventListener("visibilitychange", note);
    },
  };
}
