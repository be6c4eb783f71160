/** The words for what keeps a page from being read; null: the server's own say it. */
import type { Problem } from "../shared/api/client";
import type { Word } from "../shared/language";

export function readingWord(problem: Problem | undefined, isSlow: boolean): Word | null {
  if (isSlow) return "read.slow";
  if (!problem) return null;
  if (problem.status === 401) return "line.signed_out";
  if (problem.status === 0) return "problem.offline_detail";
  return problem.status === 429 || problem.status >= 500 ? "read.busy" : null;
}
