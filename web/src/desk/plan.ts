/** The plan and the places as the desk's pages need them; read once per visit. */
import { get } from "../api";
import type { Comparator } from "../assessments";
import type { Bilingual } from "../language";
import type { OrgUnit } from "../wire";

export interface PlanIndicator {
  code: string;
  title: Bilingual;
  clause: string;
  target: { value: number; comparator: Comparator } | null;
}

export interface Plan {
  code: string;
  city: string;
  year: number;
  title: Bilingual;
  is_synthetic: boolean;
  document: { number: string; title: string; publisher: string; published_on: string };
  rhythm: { due_day: number; close_day: number; dispatch_day: number };
  indicators: PlanIndicator[];
}

/** Keep the answer to a question that does not change; a failure is not kept. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let kept: Promise<Answer> | undefined;
  return async () => {
    kept ??= ask();
    try {
      return await kept;
    } catch (failure) {
      kept = undefined;
      throw failure;
    }
  };
}

export const readPlan = once(() => get<Plan>("/plan", {}));
export const readPlaces = once(async () => (await get<{ org_units: OrgUnit[] }>("/org-units", {})).org_units);
