/** What-if: measures that the city can take, scenarios that are kept, how a question in the background goes on. */
import { get, post, remove } from "../api";
import type { Bilingual } from "../language";

export interface MeasureKind {
  code: string;
  resource: string;
  title: Bilingual;
  unit: Bilingual;
  step: number;
  cost_yuan: number;
  most_share: number;
  most_at_least: number;
  lead_days: number;
  certainty: string;
  has_mechanism: boolean;
}

/** One line of a scenario as the API takes it. */
export interface Taken {
  resource: string;
  place: string;
  amount: number;
  starts_on: string;
}

export interface Scenario {
  id: string;
  name: string;
  definition: { measures: Taken[]; is_review_on: boolean };
  at: string;
}

export interface Difference {
  indicator: string;
  org_unit: string;
  basis: "reported" | "true";
  base: number | null;
  other: number | null;
  mean: number | null;
  q05: number | null;
  q95: number | null;
  base_probability: number | null;
  other_probability: number | null;
  gain: number | null;
  gain_error: number | null;
  is_unchanged: boolean;
}

export interface Comparison {
  snapshot: string;
  as_of: string;
  replications: number;
  method: string;
  cost_yuan: number;
  result: { differences: Difference[]; binds: { indicator: string; binds: string | null }[] };
}

export interface Job {
  id: string;
  state: "waiting" | "running" | "done" | "failed" | "interrupted" | "cancelled" | "lost";
  done: number | null;
  total: number | null;
  /** Why it ended without an answer, where the server says. */
  reason?: Bilingual | null;
}

export interface PricedMeasure {
  measure: string;
  place: string;
  amount: number;
  starts_on: string;
  cost_yuan: number;
}

interface Option {
  cost_yuan: number;
  joint: number;
  joint_error: number;
  targets: { indicator: string; probability: number; error: number }[];
  measures: PricedMeasure[];
}

export interface Gain {
  measure: string;
  place: string;
  starts_on: string;
  cost_yuan: number;
  probability_gain: number;
}

export interface SearchAnswer {
  snapshot: string;
  method: string;
  replications: number;
  asked: number;
  is_reached: boolean;
  unreachable: string[];
  base: Option;
  best: Option;
  gains: Gain[];
  binds_now: { indicator: string; binds: string | null }[];
}

export const readMeasures = async (signal?: AbortSignal): Promise<MeasureKind[]> =>
  (await get<{ measures: MeasureKind[] }>("/measures", {}, signal)).measures;

export const readScenarios = async (signal?: AbortSignal): Promise<Scenario[]> =>
  (await get<{ scenarios: Scenario[] }>("/scenarios", {}, signal)).scenarios;

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
