/** The plan's task ledger as the API tells it. */
import type { Shape } from "../../shared/api/wire";
import { chineseMarks } from "../../shared/language";

export const STANDINGS = ["overdue", "due_soon", "blocked", "open", "standing", "done"] as const;
export const REACHES = ["behind", "on_track", "reached", "missed"] as const;
export const ADVANCES = ["not_started", "under_way", "blocked", "done", "dropped"] as const;
export type Standing = Shape<"TaskState">;
export type Advance = Shape<"Advance">;
export type TaskWord = Omit<Shape<"ProgressPublic">, "evidence"> & { evidence: Record<string, string> | null };

/** What may be said of a task: of a measured one only what the figure does not tell. */
export const advancesOf = (task: Task): readonly Advance[] => (task.is_measured ? ["under_way", "blocked"] : ADVANCES);

export type Task = Shape<"TaskPublic">;

/** A task with the marks of Chinese print: plans are typed with narrow ones. */
export function asPrinted(task: Task): Task {
  return {
    ...task,
    clause: chineseMarks(task.clause),
    lead: chineseMarks(task.lead),
    responsible: chineseMarks(task.responsible),
    figure: chineseMarks(task.figure),
  };
}

/** The units that a line names; the plan writes them in one breath. */
export function unitsOf(task: Task): string[] {
  return `${task.lead}、${task.responsible}`
    .split(/[、,，]/)
    .map((unit) => unit.trim())
    .filter((unit) => unit !== "");
}

/** What has to be done first stands in one part; the rest by who leads it, or by state where one office leads all. */
export interface TaskGroup {
  key: string;
  kind: "first" | "lead" | "standing";
  name: string;
  tasks: Task[];
}

const FIRST: readonly Standing[] = ["overdue", "due_soon", "blocked"];

/** Parts of a list of tasks, each in the plan's order. */
export function groupsOf(tasks: readonly Task[]): TaskGroup[] {
  const first = tasks.filter(({ standing }) => FIRST.includes(standing));
  const rest = tasks.filter(({ standing }) => !FIRST.includes(standing));
  const kind = new Set(tasks.map(({ lead }) => lead)).size > 1 ? "lead" : "standing";
  const found = new Map<string, TaskGroup>();
  if (first.length > 0) found.set("first", { key: "first", kind: "first", name: "", tasks: first });
  for (const task of rest) {
    const name = task[kind];
    const key = `${kind}-${name}`;
    const group = found.get(key) ?? { key, kind, name, tasks: [] };
    group.tasks.push(task);
    found.set(key, group);
  }
  return [...found.values()];
}
