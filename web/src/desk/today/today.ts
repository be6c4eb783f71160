/** What 今日调度 says: chances and their changes as people read them. */
import type { Shape } from "../../shared/api/wire";
import { differenceText, probabilityText } from "../../shared/figures";
import { say } from "../../shared/language";

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
  if (typeof now !== "number" || typeof before !== "number") return "—";
  return say("today.points", { points: differenceText(now - before, "fraction", 0) });
}

function moved({ chance, before }: Target): number {
  return chance.true === null || before.true === null ? -1 : Math.abs(chance.true - before.true);
}

/** The target whose chance as verified has moved most since last month; undefined where none is known. */
export function movedMost(targets: readonly Target[]): Target | undefined {
  const known = targets.filter((one) => moved(one) >= 0);
  return known.sort((one, other) => moved(other) - moved(one))[0];
}
