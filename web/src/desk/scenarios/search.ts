/** Both answers of the search, as reported and as verified, laid side by side. */
import type { Shape } from "../../shared/api/wire";
import { differenceText, probabilityText } from "../../shared/figures";
import { say } from "../../shared/language";
import type { SearchAnswer } from "./scenario";

export const BASES = ["true", "reported"] as const;
export type Basis = (typeof BASES)[number];
export type Both = Partial<Record<Basis, SearchAnswer>>;

/** The limits of a search as the page asks for them; `ceiling` in 10 000 yuan. */
export interface Limits {
  ceiling: number | null;
  without_measures: string[];
  without_places: string[];
}

export const YUAN = 10_000; // of one unit of the ceiling

/** What stands between a target and its probability: money or what was left out before anything in the field. */
export function heldBy(answer: SearchAnswer, indicator: string): string | undefined {
  if (answer.held_by_ceiling?.includes(indicator)) return "ceiling";
  if (answer.held_by_exclusions?.includes(indicator)) return "exclusions";
  const line = answer.binds_now.find((one) => one.indicator === indicator);
  return line && (line.binds ?? "none");
}

// Of a chance, and how many errors it must be worth: the same as for today's advice.
const NOTABLE = 0.002;
const ERRORS = 2;

function isNotable(gain: TargetGain | undefined): boolean {
  if (!gain || gain.probability_gain < NOTABLE) return false;
  return gain.probability_gain > ERRORS * (gain.probability_error ?? 0);
}

/** A chance with the error that other draws would make: 42% ±3.1. */
export function withError(chance: number | null | undefined, error: number | null | undefined): string {
  if (chance === null || chance === undefined) return "—";
  const text = probabilityText(chance);
  return typeof error === "number" && error > 0 ? `${text} ±${(100 * error).toFixed(1)}` : text;
}

/** A chance counted over so many draws, with the error of that. */
export function drawnChance(chance: number | null | undefined, draws: number): string {
  return withError(chance, typeof chance === "number" ? Math.sqrt((chance * (1 - chance)) / draws) : null);
}

type Gain = Shape<"GainPublic">;
type TargetGain = Shape<"TargetGainPublic">;

/** What one unit more adds to the target that it moves most, on both bases. */
export interface GainLine {
  measure: string;
  place: string;
  cost_yuan: number;
  indicator: string;
  field: TargetGain | undefined;
  told: TargetGain | undefined;
  movesField: boolean;
}

const most = (targets: readonly TargetGain[]): TargetGain | undefined =>
  [...targets].sort((one, other) => other.probability_gain - one.probability_gain)[0];

/** The target that a measure in a place helps most; undefined where it helps none. */
export function servedBy(answer: SearchAnswer, measure: string, place: string): string | undefined {
  const gain = answer.gains.find((one) => one.measure === measure && one.place === place);
  return gain && most(gain.targets)?.indicator;
}

/** Every measure and county, by what it adds in the field, then on paper. */
export function gainLines(both: Both): GainLine[] {
  const key = ({ measure, place }: Gain): string => `${measure}/${place}`;
  const field = new Map((both.true?.gains ?? []).map((one) => [key(one), one]));
  const told = new Map((both.reported?.gains ?? []).map((one) => [key(one), one]));
  const lines = [...new Set([...field.keys(), ...told.keys()])].flatMap((name) => {
    const [inField, onPaper] = [field.get(name), told.get(name)];
    const gain = inField ?? onPaper;
    const best = most(inField?.targets ?? []);
    const target = isNotable(best) ? best : (most(onPaper?.targets ?? []) ?? best);
    if (!gain || !target) return [];
    const of = (one: Gain | undefined): TargetGain | undefined =>
      one?.targets.find(({ indicator }) => indicator === target.indicator);
    const line = { ...gain, indicator: target.indicator, field: of(inField), told: of(onPaper) };
    return [{ ...line, movesField: isNotable(line.field) }];
  });
  const weight = (one: GainLine): number => one.field?.probability_gain ?? 0;
  const paper = (one: GainLine): number => one.told?.probability_gain ?? 0;
  return lines
    .filter((one) => one.movesField || isNotable(one.told))
    .sort((one, other) => weight(other) - weight(one) || paper(other) - paper(one));
}

/** Points added to a chance with their error: +1.2±0.4. */
export const gainCell = (gain: TargetGain | undefined): string =>
  pointsWithError(gain?.probability_gain, gain?.probability_error);

/** A difference of two chances in points, with its error. */
export function pointsWithError(gain: number | null | undefined, error: number | null | undefined): string {
  if (gain === null || gain === undefined) return "—";
  const points = differenceText(gain, "fraction", 1);
  return typeof error === "number" ? `${points}±${(100 * error).toFixed(1)}` : points;
}

export const basisName = (basis: Basis): string => say(`card.${basis}`);
