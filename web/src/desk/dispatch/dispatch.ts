/** What a dispatch says: the span it speaks of, how it stood at the last one, where help is missing. */
import type { Assessment } from "../../shared/api/assessments";
import type { Shape } from "../../shared/api/wire";
import { dispatchDay, monthBefore } from "../months";

export const KINDS = ["month", "quarter", "year"] as const;
export type Kind = (typeof KINDS)[number];

const LENGTH: Record<Kind, number> = { month: 1, quarter: 3, year: 12 };
/** What a county takes off the city's figure and nobody would see in it. */
const UNSEEN = 0.0001;
/** Below this a target is in doubt: the word for it is “undecided” or worse. */
const IN_DOUBT = 0.6;

/** The last month of each span of the plan year up to a month, newest first. */
export function endsOf(kind: Kind, last: string): string[] {
  const length = LENGTH[kind];
  const months = Number(last.slice(5, 7));
  const ends: string[] = [];
  for (let number = Math.ceil(months / length) * length; number > 0; number -= length) {
    ends.push(`${last.slice(0, 4)}-${String(number).padStart(2, "0")}`);
  }
  return ends;
}

/** The days on which this dispatch and the one before it are written; none before within the plan year: null. */
export async function daysOf(kind: Kind, end: string, today: string): Promise<{ day: string; before: string | null }> {
  let previous = end;
  for (let step = 0; step < LENGTH[kind]; step += 1) previous = monthBefore(previous);
  const isInYear = previous.slice(0, 4) === end.slice(0, 4);
  const day = await dispatchDay(end, today);
  const before = isInYear ? await dispatchDay(previous, today) : null;
  return { day, before: before === day ? null : before };
}

/** A place by its name in the chosen language. */
export interface NamedPlace {
  code: string;
  name: string;
}

export type IndicatorRow = Shape<"IndicatorRowPublic">;

/** A county whose reporters are behind their path, and by how much of the indicator's own amount. */
interface Need {
  indicator: string;
  org_unit: string;
  value: number;
  path: number;
  /** What is lacking of the city's own gap, as a share of the city's denominator. */
  share: number;
}

/** The chance of a target on each basis that has one. */
function chances({ outlook }: Assessment): number[] {
  return [outlook?.reported.probability, outlook?.true.probability].filter((chance) => typeof chance === "number");
}

/** Targets in doubt: behind the path, or less likely than not as reported or in truth. */
export function risks(assessments: Assessment[]): Assessment[] {
  return assessments.filter(
    (one) =>
      one.target !== null && (one.progress.word === "behind" || chances(one).some((chance) => chance < IN_DOUBT)),
  );
}

/** Targets of which a basis has no chance: no risk is listed of them, and none ruled out. */
export function unknowns(assessments: Assessment[]): Assessment[] {
  return assessments.filter((one) => one.target !== null && chances(one).length < 2);
}

/** Where a target in doubt is behind: places in code order, each with what it lacks. */
export function needs(doubtful: Assessment[], rows: IndicatorRow[], city: string): Need[] {
  return doubtful.flatMap(({ indicator, comparator }) => {
    const whole = rows.find((row) => row.indicator === indicator && row.org_unit === city)?.denominator;
    const sign = comparator === "<=" || comparator === "<" ? -1 : 1;
    return rows
      .filter((row) => row.indicator === indicator && row.org_unit !== city)
      .flatMap(({ org_unit, value, matched_path: path, denominator }) => {
        if (value === null || path === null || !denominator || !whole) return [];
        const lacking = sign * (path - value);
        const share = (lacking * denominator) / whole;
        return share >= UNSEEN ? [{ indicator, org_unit, value, path, share }] : [];
      });
  });
}
