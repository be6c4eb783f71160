/** The plan as the desk's pages need it; read once per visit. */
import { get } from "../shared/api/client";
import type { Shape } from "../shared/api/wire";
import { readOnce } from "../shared/session/readOnce";

export type Plan = Shape<"PlanPublic">;

/** Return the plan; a failure to read it is not kept. */
export const readPlan = readOnce(() => get<Plan>("/plan", {}));
