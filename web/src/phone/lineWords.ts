/**
 * What the strip at the head of the pages says. Green, and that all has arrived, is said only where nothing is left
 * to be done about what was sent: neither waiting, nor refused, nor returned, be it a report or a photo.
 */
import type { Ending } from "./offline/flush";
import { say, type Word } from "../shared/language";

export interface Standing {
  /** How the last round ended; null before the first. */
  ending: Ending | null;
  isSending: boolean;
  /** Reports on their way. */
  waiting: number;
  /** Reports that the server did not take. */
  refused: number;
  /** Reports that the county has returned, and that nobody has sent anew. */
  returned: number;
  photosWaiting: number;
  photosRefused: number;
  /** Why signing in again does not help, in the server's words; else blank. */
  closed: string;
  heardAt: string;
}

export type Tone = "calm" | "wait" | "alarm";

export function toneOf({ ending, waiting, refused, returned, photosRefused }: Standing): Tone {
  if (ending === "signed-out" || ending === "forbidden") return "alarm";
  if (refused + returned + photosRefused > 0) return "wait";
  return waiting > 0 || (ending !== null && ending !== "done") ? "wait" : "calm";
}

/** Whether a person can do something about it by having it tried now. */
export function canTry({ ending, waiting, closed }: Standing): boolean {
  if (ending === "signed-out" || ending === "forbidden") return closed !== "";
  return waiting > 0 || (ending !== null && ending !== "done");
}

export function lineText(standing: Standing): string {
  const { ending, isSending, waiting, closed } = standing;
  if (isSending && waiting > 0) return say("line.sending", { count: waiting });
  if (ending === null) return say("line.unknown");
  if (closed) return closed;
  const left = leftText(standing);
  if (ending !== "done") return `${left}${say(`line.${ending.replace("-", "_")}` as Word)}`;
  if (waiting > 0) return left;
  return `${left}${arrivedText(standing)}`;
}

/** What is not settled, a sentence each. */
function leftText({ waiting, refused, returned, photosRefused }: Standing): string {
  const counts: [Word, number][] = [
    ["line.waiting", waiting],
    ["line.refused", refused],
    ["line.returned", returned],
    ["line.photos_refused", photosRefused],
  ];
  return counts.map(([word, count]) => (count > 0 ? say(word, { count }) : "")).join("");
}

function arrivedText({ refused, returned, photosWaiting, photosRefused, heardAt }: Standing): string {
  const isRest = refused + returned + photosRefused > 0;
  if (isRest) return say("line.checked", { at: heardAt });
  return say(photosWaiting > 0 ? "line.reports_done" : "line.done", { at: heardAt });
}
