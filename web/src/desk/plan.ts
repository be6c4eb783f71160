/** The plan as the desk's pages need it; read once per visit. */
import { get } from "../api";
import type { Comparator } from "../assessments";
import type { Bilingual } from "../language";

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

let kept: Promise<Plan> | undefined;

/** Return the plan; a failure to read it is not kept. */
export async function readPlan(): Promise<Plan> {
  kept ??= get<Plan>("/plan", {});
  try {
    return await kept;
  } catch (failure) {
    kept = undefined;
    throw failure;
  }
}
