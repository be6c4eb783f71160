/** What 今日调度 says: chances and their changes as people read them. */
import type { Shape } from "../../shared/api/wire";
import { differenceText, distanceFigure, figure, probabilityText, styleOf, type Style } from "../../shared/figures";
import { inLanguage, say } from "../../shared/language";

export type Today = Shape<"TodayPublic">;
export type Target = Shape<"TargetChancePublic">;
type Joint = NonNullable<NonNullable<Today["projection"]>["joint"]>;
type Basis = "reported" | "true";

/** A chance that may not be known. */
export function chanceText(chance: number | null | undefined): string {
  return chance === null || chance === undefined ? "—" : probabilityText(chance);
}

/** The joint chance on one basis with the error that other seeds would make. */
export function jointText(joint: Joint | null | undefined, basis: Basis): string {
  const error = joint?.standard_error[basis];
  const chance = chanceText(joint?.[basis]);
  if (error === null || error === undefined) return chance;
  const points = (100 * error).toFixed(1);
  return say("today.joint_of", { chance, error: say("today.error", { points }) });
}

/** By how many points a chance is another one than before. */
export function changeText(now: number | null | undefined, before: number | null | undefined): string {
  return typeof now === "number" && typeof before === "number" ? differenceText(now - before, "fraction", 0) : "—";
}

/** Points gained with their Monte-Carlo error, which searches of earlier versions have not: +1.2±0.4. */
export function gainText(value: number, error: number | null | undefined): string {
  const points = differenceText(value, "fraction", 1);
  return typeof error === "number" ? `${points}±${(100 * error).toFixed(1)}` : points;
}

function moved({ chance, before }: Target): number {
  return chance.true === null || before.true === null ? -1 : Math.abs(chance.true - before.true);
}

/** The target whose chance as verified has moved most since last month; undefined where none is known. */
export function movedMost(targets: readonly Target[]): Target | undefined {
  const known = targets.filter((one) => moved(one) >= 0);
  return known.sort((one, other) => moved(other) - moved(one))[0];
}

/** What came in meanwhile: the parts that the change of the value to date is the sum of. */
function cameText({ steps }: Target, style: Style): string {
  const told = (["done", "late", "corrected"] as const).flatMap((part) => {
    const step = steps?.[part];
    return typeof step === "number" ? [`${say(`since.${part}`)} ${distanceFigure(step, 0, style)}`] : [];
  });
  return told.length === 0 ? "" : say("today.came", { parts: told.join(say("since.comma")) });
}

/**
 * How its chance and year end moved, and what came in meanwhile.
 *
 * The parts are the value's to date: no sum of causes is known that adds up to the change of a chance.
 */
export function movedText(one: Target): string {
  const style = styleOf({ indicator: one.indicator, unit: one.unit });
  return say("today.moved", {
    came: cameText(one, style),
    title: inLanguage(one.title),
    before: chanceText(one.before.true),
    now: chanceText(one.chance.true),
    ended: figure(one.ended.true, style),
    end: figure(one.end.true, style),
  });
}

/** How the values to date stand against the planned path, the late ones by name. */
export function pathText(targets: readonly Target[]): string {
  const of = (word: Target["word"]): Target[] => targets.filter((one) => one.word === word);
  const late = of("behind");
  const untold = of(null).length;
  const names = late.map(({ title }) => inLanguage(title)).join(say("today.comma"));
  return say("today.path", {
    ahead: of("ahead").length,
    on: of("on_path").length,
    behind: late.length === 0 ? say("today.behind_none") : say("today.behind", { count: late.length, names }),
    untold: untold === 0 ? "" : say("today.untold", { count: untold }),
  });
}
