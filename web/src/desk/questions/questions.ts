/** The page of open questions: what the detectors ask, grouped by the indicator that it moves. */
import { get } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";
import type { Detection } from "../../shared/questions/detections";

export type Acceptance = Shape<"AcceptancePublic">;

/** Questions under the indicator that they move first; null: under none. */
export interface Group {
  indicator: string | null;
  questions: Detection[];
}

/** How large a part of the city's amount is in doubt; what names no single amount comes last. */
function weight({ share, strength }: Detection): [number, number] {
  return [share === null ? -1 : Math.abs(share), strength];
}

/** Group by what is moved, in the order of the plan; within a group what moves most comes first. */
export function byIndicator(detections: readonly Detection[], order: readonly string[]): Group[] {
  const found = new Map<string | null, Detection[]>();
  for (const one of detections) {
    const indicator = one.moves[0] ?? null;
    found.set(indicator, [...(found.get(indicator) ?? []), one]);
  }
  const place = (code: string | null): number =>
    code === null ? order.length + 1 : order.indexOf(code) + 1 || order.length;
  return [...found.entries()]
    .sort(([one], [other]) => place(one) - place(other))
    .map(([indicator, questions]) => ({
      indicator,
      questions: questions.sort((one, other) => {
        const [a, b] = [weight(one), weight(other)];
        return b[0] - a[0] || b[1] - a[1];
      }),
    }));
}

export async function readAcceptances(signal: AbortSignal): Promise<Acceptance[]> {
  const { acceptances } = await get<Shape<"AcceptancePage">>("/acceptances", { limit: "50" }, signal);
  return acceptances;
}
