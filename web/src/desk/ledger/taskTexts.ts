/** What a line of the ledger says of its task, on the page and in its table. */
import { dateText, figure, monthText, probabilityText, styleOf } from "../../shared/figures";
import { inLanguage, say } from "../../shared/language";
import { amountText } from "../../shared/words";
import type { Task } from "./ledger";

/** What a task's own indicator says, so that nobody types it; a figure that does not exist is left out. */
export function measuredText({ indicator, unit, measured }: Task): string | null {
  if (measured === null || indicator === null) return null;
  const style = styleOf({ indicator, unit: unit || "fraction" });
  const { title, through, value, path, probability } = measured;
  const parts = [
    value === null
      ? say("ledger.no_value")
      : say("ledger.to_date", { month: monthText(through), value: figure(value, style) }),
    ...(path === null ? [] : [say("ledger.path", { path: figure(path, style) })]),
    ...(probability === null ? [] : [say("ledger.chance", { chance: probabilityText(probability) })]),
  ];
  return say("ledger.measured", { title: inLanguage(title), parts: parts.join(say("ledger.comma")) });
}

export function proofText({ measured }: Task): string | null {
  if (measured === null) return null;
  return say("ledger.proof", { snapshot: measured.snapshot.slice(0, 12), date: dateText(measured.as_of) });
}

export function dueText(task: Task): string {
  if (task.due_on === null) return "—";
  return task.is_due_implied ? say("ledger.implied", { date: dateText(task.due_on) }) : dateText(task.due_on);
}

/** The figure as the plan writes it, with what a later document told where the plan leaves it to one. */
export function figureText({ figure: words, is_told_later, told }: Task): string {
  if (!is_told_later) return words;
  if (told === null) return say("told.waiting", { words });
  const { value, unit: unitOfFigure, document: source, dated } = told;
  return say("told.told", {
    words,
    figure: `${amountText(value)} ${unitOfFigure}`,
    document: source,
    date: dateText(dated),
  });
}
