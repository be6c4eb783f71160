/** What 今日调度 says: chances and their changes as people read them. */
import type { Shape } from "../../shared/api/wire";
import { differenceText, distanceFigure, figure, probabilityText, styleOf, type Style } from "../../shared/figures";
import { inLanguage, say } from "../../shared/language";

export type Today = Shape<"TodayPublic">;
export type Target = Shape<"TargetChancePublic">;
type Joint = NonNullable<NonNullable<Today["projection"]>["joint"]>;
type Cause = NonNullable<NonNullable<Today["before"]>["causes"]>[number];
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

/** By what of the year end the chance moved; says so where nobody can tell. */
function byText({ moved, ended, end }: Target, style: Style): string {
  if (!moved) return say("today.by_unknown");
  const ends = { ended: figure(ended.true, style), end: figure(end.true, style) };
  const level = say(moved.level > 0 ? "today.level_better" : "today.level_worse", ends);
  const width = say(moved.is_narrower ? "today.width_narrower" : "today.width_wider");
  switch (moved.by) {
    case "noise":
      return say("today.by_noise");
    case "both":
      return say("today.by_both", { level, width });
    default:
      return say("today.by", { what: moved.by === "level" ? level : width });
  }
}

/** What differs between the two projections: the cause where it is one thing, else all that is not told yet. */
function causesText(causes: readonly Cause[] | null, told: readonly Cause[]): string {
  if (!causes || causes.length === 0) return "";
  const names = (some: readonly Cause[]): string => some.map((one) => say(`cause.${one}`)).join(say("today.comma"));
  if (causes.length === 1) return say("today.only_cause", { cause: names(causes) });
  const rest = causes.filter((one) => !told.includes(one));
  return rest.length === 0 ? say("today.causes_mixed") : say("today.causes", { causes: names(rest) });
}

/**
 * How its chance and year end moved, by what, and what came in meanwhile.
 *
 * The parts are the value's to date: where several things differ, no sum of causes is known that adds up to the
 * change of a chance, and it says so.
 */
export function movedText(one: Target, causes: readonly Cause[] | null): string {
  const style = styleOf({ indicator: one.indicator, unit: one.unit });
  const came = cameText(one, style);
  const isTold = one.moved && one.moved.by !== "noise";
  return say("today.moved", {
    came,
    by: byText(one, style),
    causes: isTold ? causesText(causes, came === "" ? [] : ["month", "late", "corrected"]) : "",
    title: inLanguage(one.title),
    before: chanceText(one.before.true),
    now: chanceText(one.chance.true),
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
