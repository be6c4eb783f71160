/** The plan's task ledger as the API tells it. */
import type { Bilingual } from "../language";

export const STANDINGS = ["overdue", "due_soon", "blocked", "open", "standing", "done"] as const;
export const REACHES = ["behind", "on_track", "reached", "missed"] as const;
export const ADVANCES = ["not_started", "under_way", "blocked", "done", "dropped"] as const;
export type Standing = (typeof STANDINGS)[number];
export type Reach = (typeof REACHES)[number];
export type Advance = (typeof ADVANCES)[number];

export interface TaskWord {
  seq: number;
  state: Advance;
  value: number | null;
  note: string | null;
  evidence: Record<string, string> | null;
  at: string;
}

/** What the city's indicator says of a task; nothing of it is typed by anybody. */
export interface Measured {
  title: Bilingual;
  value: number | null;
  path: number | null;
  probability: number | null;
  reach: Reach | null;
  through: string;
  snapshot: string;
  as_of: string;
}

/** What may be said of a task: of a measured one only what the figure does not tell. */
export const advancesOf = (task: Task): readonly Advance[] => (task.is_measured ? ["under_way", "blocked"] : ADVANCES);

export interface Task {
  id: string;
  clause: string;
  title: Bilingual;
  lead: string;
  responsible: string;
  due_on: string | null;
  is_due_implied: boolean;
  figure: string;
  unit: string;
  indicator: string | null;
  is_measured: boolean;
  measured: Measured | null;
  standing: Standing;
  progress: TaskWord | null;
}

/** The units that a line names; the plan writes them in one breath. */
export function unitsOf(task: Task): string[] {
  return `${task.lead}、${task.responsible}`
    .split(/[、,，]/)
    .map((unit) => unit.trim())
    .filter((unit) => unit !== "");
}
