/** The plan's task ledger as the API tells it. */
import type { Bilingual } from "../language";

export const STANDINGS = ["overdue", "due_soon", "blocked", "open", "standing", "done"] as const;
export const ADVANCES = ["not_started", "under_way", "blocked", "done", "dropped"] as const;
export type Standing = (typeof STANDINGS)[number];
export type Advance = (typeof ADVANCES)[number];

export interface TaskWord {
  seq: number;
  state: Advance;
  value: number | null;
  note: string | null;
  evidence: Record<string, string> | null;
  at: string;
}

export interface Task {
  id: string;
  clause: string;
  title: Bilingual;
  lead: string;
  responsible: string;
  due_on: string | null;
  is_due_implied: boolean;
  figure: string;
  indicator: string | null;
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
