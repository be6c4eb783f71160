/** The plan as the desk's pages need it; read once per visit. */
import { get } from "../shared/api/client";
import type { Shape } from "../shared/api/wire";

export type Plan = Shape<"PlanPublic">;

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
