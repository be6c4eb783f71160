/**
 * Decisions made at the desk's keys: each is held for some seconds, in which it can be taken back, and then sent.
 *
 * Nothing waits for the server: however fast the keys are, every decision is taken, and those that are due go
 * together. What did not arrive is kept and sent again; what was refused comes back with the reason.
 */
import { computed, onBeforeUnmount, onMounted, shallowRef } from "vue";
import { onBeforeRouteLeave } from "vue-router";

import { post, postOnLeaving, Problem } from "../../shared/api/client";
import type { ListedReport, Shape } from "../../shared/api/wire";
import { say } from "../../shared/language";
import type { Refused } from "./queue";

const HOLD_MS = 4_000;
const AGAIN_MS = 5_000;
const PATH = "/decisions";

export type Verdict = "accepted" | "returned";

export interface Held {
  report: ListedReport;
  kind: Verdict;
  reason: string | null;
  until: number;
}

function bodyOf(some: readonly Held[]) {
  return {
    decisions: some.map(({ report, kind, reason }) => ({
      revision_id: report.revision_id,
      kind,
      reason,
      seen: report.state,
    })),
  };
}

/** Whether asking again may help: no line, a busy server; not a plain refusal. */
const isPassing = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

export function useHeldDecisions(settle: (sent: Held[], refused: Refused[]) => void) {
  const held = shallowRef<Held[]>([]);
  const sending = shallowRef<Held[]>([]);
  const isCutOff = shallowRef(false);
  let timer: number | undefined;
  let running: Promise<void> = Promise.resolve();

  function schedule(ms: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void send(), ms);
  }

  function hold(report: ListedReport, kind: Verdict, reason: string | null): void {
    held.value = [...held.value, { report, kind, reason, until: Date.now() + HOLD_MS }];
    if (held.value.length === 1 && sending.value.length === 0) schedule(HOLD_MS);
  }

  /** Take the last one back that has not been sent. */
  function takeBack(): Held | undefined {
    const last = held.value.at(-1);
    held.value = held.value.slice(0, -1);
    return last;
  }

  async function ask(some: Held[]): Promise<void> {
    try {
      const { results } = await post<Shape<"DecisionResults">>(PATH, bodyOf(some));
      const refused = some.flatMap((one, at) => {
        const problem = results[at]?.problem;
        return problem ? [{ report: one.report, problem }] : [];
      });
      isCutOff.value = false;
      settle(some, refused);
    } catch (failure) {
      if (failure instanceof Problem && isPassing(failure)) {
        isCutOff.value = true;
        held.value = [...some, ...held.value];
        return;
      }
      // Refused, or an answer that nobody foresaw: they come back to the desk, for nobody knows what became of them.
      const problem = failure instanceof Problem ? failure.body : { title: say("queue.unforeseen") };
      settle(
        some,
        some.map(({ report }) => ({ report, problem })),
      );
    }
  }

  /** Send what is due, or everything; one request at a time, in the order of the keys. */
  function send(isAll = false): Promise<void> {
    // One that went wrong in an unforeseen way stops none of those after it.
    running = running
      .catch(() => undefined)
      .then(async () => {
        const now = Date.now();
        const due = held.value.filter(({ until }) => isAll || until <= now);
        try {
          if (due.length > 0) {
            held.value = held.value.slice(due.length);
            sending.value = due;
            await ask(due);
          }
        } finally {
          sending.value = [];
          const next = held.value[0];
          if (next) schedule(isCutOff.value ? AGAIN_MS : Math.max(next.until - Date.now(), 0));
        }
      });
    return running;
  }

  /** The page is closed: what is held goes out without an answer. */
  function leave(): void {
    if (held.value.length > 0) postOnLeaving(PATH, bodyOf(held.value));
    held.value = [];
  }
  function warn(event: BeforeUnloadEvent): void {
    if (isCutOff.value) event.preventDefault();
  }

  onMounted(() => {
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", warn);
  });
  onBeforeRouteLeave(async () => {
    await send(true);
    return held.value.length === 0;
  });
  onBeforeUnmount(() => {
    window.clearTimeout(timer);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("beforeunload", warn);
  });

  /** Versions that were decided on and of which the server has not said so yet. */
  const onTheWay = computed(() => new Set([...held.value, ...sending.value].map(({ report }) => report.revision_id)));
  return { held, onTheWay, isCutOff, hold, takeBack, send };
}
