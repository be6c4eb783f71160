/** The plan's task ledger as the API tells it. */
import type { Shape } from "../../shared/api/wire";

export const STANDINGS = ["overdue", "due_soon", "blocked", "open", "standing", "done"] as const;
export const REACHES = ["behind", "on_track", "reached", "missed"] as const;
export const ADVANCES = ["not_started", "under_way", "blocked", "done", "dropped"] as const;
export type Standing = Shape<"TaskState">;
export type Advance = Shape<"Advance">;
export type TaskWord = Omit<Shape<"ProgressPublic">, "evidence"> & { evidence: Record<string, string> | null };

/** What may be said of a task: of a measured one only what the figure does not tell. */
export const advancesOf = (task: Task): readonly Advance[] => (task.is_measured ? ["under_way", "blocked"] : ADVANCES);

export type Task = Shape<"TaskPublic">;

/** The units that a line names; the plan writes them in one breath. */
export function unitsOf(task: Task): string[] {
  return `${task.lead}、${task.responsible}`
    .split(/[、,，]/)
    .map((unit) => unit.trim())
    .filter((unit) => unit !== "");
}
