/** What the detectors ask about received reports: read, answered, and laid beside the report that it is about. */
import { get, post } from "../api/client";
import type { Shape } from "../api/wire";

export type Detection = Shape<"DetectionPublic">;
export type DetectionList = Shape<"DetectionListPublic">;
export type DrawnReport = Shape<"SampledReportPublic">;

export async function readDetections(signal?: AbortSignal, place?: string): Promise<DetectionList> {
  return get<DetectionList>("/detections", place === undefined ? {} : { org_unit: place }, signal);
}

/** One tap, some words, or both; the number stays as it is. */
export async function answerDetection(id: string, answer: string | null, text: string): Promise<void> {
  const words = text.trim();
  await post(`/detections/${id}/answers`, { answer, text: words === "" ? null : words });
}

/** Nothing settles it; that the number is wrong does so only once it is corrected. */
export const isOpen = (one: Detection): boolean => one.is_open;

/** The questions about each report, by its id. */
export function byReport(detections: readonly Detection[]): Map<string, Detection[]> {
  const found = new Map<string, Detection[]>();
  for (const one of detections) {
    for (const report of one.reports) found.set(report, [...(found.get(report) ?? []), one]);
  }
  return found;
}
