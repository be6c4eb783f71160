/** Questions that the server computes in the background: asked, followed to their end, called off. */
import { post, remove } from "../shared/api/client";
import type { Shape } from "../shared/api/wire";

/** A question in the background; "lost" is what the page calls one that it waits for no longer. */
export type Job = Omit<Shape<"JobPublic">, "state"> & { state: Shape<"JobState"> | "lost" };

const LAST: readonly Job["state"][] = ["done", "failed", "interrupted", "cancelled"];

/** So long a question may stay as it is, or its server be silent, before the page stops waiting. */
const MOST_STILL_MS = 15 * 60_000;
const MOST_SILENT_MS = 60_000;

/**
 * Follow a question in the background to its end, telling each step; the stream ends with it. Where the server
 * is silent for a minute, or the question stays as it is for a quarter of an hour, its state is "lost": the page
 * says so and waits no longer.
 *
 * Only news of the question counts as a step: neither the same state told again nor a stream that opens and
 * breaks off over and over keeps the page waiting.
 */
export function follow(path: string, tell: (job: Job) => void): Promise<Job> {
  return new Promise((resolve) => {
    const stream = new EventSource(`/api/v1${path}/events`);
    let last: Job = { id: path.slice(path.lastIndexOf("/") + 1), state: "waiting", done: null, total: null };
    let heard = "";
    let still = setTimeout(lose, MOST_STILL_MS);
    let silent: ReturnType<typeof setTimeout> | undefined;

    function end(job: Job): void {
      clearTimeout(still);
      clearTimeout(silent);
      stream.close();
      resolve(job);
    }
    function lose(): void {
      last = { ...last, state: "lost" };
      tell(last);
      end(last);
    }
    stream.addEventListener("open", () => {
      clearTimeout(silent);
      silent = undefined;
    });
    stream.addEventListener("state", (event) => {
      const { data } = event as MessageEvent<string>;
      if (data === heard) return;
      heard = data;
      clearTimeout(still);
      still = setTimeout(lose, MOST_STILL_MS);
      last = JSON.parse(data) as Job;
      tell(last);
      if (LAST.includes(last.state)) end(last);
    });
    stream.addEventListener("error", () => {
      // The browser connects again by itself; what it has given up on, as after a sign-out, is lost.
      if (stream.readyState === EventSource.CLOSED) lose();
      else silent ??= setTimeout(lose, MOST_SILENT_MS);
    });
  });
}

/** End the computation of a question; it stays and can be asked again. */
export const callOff = (path: string, job: Job): Promise<void> => remove(`${path}/${job.id}/run`);

/** Ask for a projection, a comparison or a search and follow it; an equal question is answered at once. */
export async function askAndFollow(path: string, body: unknown, tell: (job: Job) => void): Promise<Job> {
  const job = await post<Job>(path, body);
  tell(job);
  return job.state === "done" ? job : follow(`${path}/${job.id}`, tell);
}
