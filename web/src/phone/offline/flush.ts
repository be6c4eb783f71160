/**
 * Send what waits. Used by pages and by the service worker, so it knows nothing of screens.
 *
 * Sending is harmless to repeat: ids are made on the phone, content is frozen, the server answers a repetition
 * with the first receipt. So an answer that was lost is just asked for again.
 */
import { isOurServer, post, Problem } from "../../shared/api/client";
import type { SyncResult } from "../../shared/api/wire";
import { alone } from "../../shared/locks";
import { sendPhotos } from "./photos";
import { markSent, noteTry, readOutbox, type Sealed } from "./store";

const AT_ONCE = 20; // reports in one request: small enough for a bad line

/** How a round of sending ended. */
export type Ending =
  | "done" // nothing is left that could be sent now
  | "offline" // no answer came
  | "portal" // somebody else's page answered
  | "busy" // the server asks to wait
  | "signed-out"
  | "forbidden";

interface Flushed {
  ending: Ending;
  sent: number;
  /** Seconds that the server asked to wait. */
  retryAfter: number | null;
}

/** Send everything that one person wrote; undefined where another page is at it already. */
export function flush(author: string): Promise<Flushed | undefined> {
  return alone("agri-flush", () => sendAll(author));
}

async function sendAll(author: string): Promise<Flushed> {
  let sent = 0;
  const tried = new Set<string>();
  try {
    for (;;) {
      // Read again each round: more may have been sealed meanwhile.
      const waiting = (await readOutbox())
        .filter((one) => one.author === author && one.problem === null && !tried.has(one.revision_id))
        .slice(0, AT_ONCE);
      if (waiting.length === 0) {
        // Last, and only once every report is there: a photo must not hold up a number.
        await sendPhotos(author);
        return { ending: "done", sent, retryAfter: null };
      }
      if (sent === 0 && tried.size === 0 && !(await isOurServer())) {
        return { ending: "portal", sent, retryAfter: null };
      }
      for (const one of waiting) tried.add(one.revision_id);
      sent += await sendSome(author, waiting);
    }
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    return { ending: endingOf(failure), sent, retryAfter: failure.retryAfter };
  }
}

async function sendSome(author: string, waiting: Sealed[]): Promise<number> {
  const { results } = await post<{ results: SyncResult[] }>("/sync", {
    // The cookie may be another's by now; then the server takes nothing.
    author,
    revisions: waiting.map((one) => one.revision),
  });
  let sent = 0;
  for (const one of waiting) {
    const result = results.find((found) => found.revision_id === one.revision_id);
    if (result?.receipt) {
      // Also a version that came second: the server kept it beside the other and gave a receipt.
      const { revision_id, cell, revision } = one;
      const { receipt, problem } = result;
      await markSent({ author, revision_id, cell, revision, receipt, problem, at: Date.now() });
      sent += 1;
    } else {
      await noteTry(one.revision_id, problemToShow(result));
    }
  }
  return sent;
}

function problemToShow(result: SyncResult | undefined): SyncResult["problem"] {
  if (!result?.problem || result.problem.then === "keep_and_retry") return null;
  return result.problem;
}

function endingOf(problem: Problem): Ending {
  if (problem.status === 401) return "signed-out";
  if (problem.status === 403) return "forbidden";
  if (problem.status === 0) return "offline";
  // 5xx, 429, and whatever a proxy on the way says: keep and try again.
  return "busy";
}
