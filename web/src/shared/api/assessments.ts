/** What `GET /assessments` answers: the wire shape, and nothing computed from it. */
import type { Shape, Since } from "./wire";

export type PathWord = Shape<"ProgressWord">;
export type Comparator = Shape<"Comparator">;
export type Place = Shape<"ChildPlace">;
export type Evidence = Since<Shape<"Evidence">, "through">;
export type Progress = Shape<"ProgressFigures">;

/** The distribution of one year-end figure over all replications. */
export type YearEnd = Shape<"Distribution">;
export type Outlook = Shape<"Outlook">;

/** Quantiles on the way to the year's end: only December 31 is simulated, the way follows the path. */
export type Fan = Shape<"Fan">;

/** A month, and the year's figure up to its end. */
export type Point = Since<Shape<"SeriesPoint">, "fan">;
export type Assessment = Since<
  Omit<Shape<"AssessmentRow">, "series"> & { series: Point[] },
  | "driver"
  | "companions"
  | "season_year"
  | "kind"
  | "is_process"
  | "is_pilot"
  | "reference"
  | "since_last_month"
  | "counted_in"
>;

/** The last projection: it stays when the record changes, and says how old it is. */
export type Projection = Since<Shape<"ProjectionReference">, "as_of" | "is_current" | "changes" | "text" | "joint">;
/** What a second book says beside the reports, by quarter. */
export type Book = Shape<"BookPublic">;

export type Assessments = Omit<
  Shape<"AssessmentPublic">,
  "evidence" | "projection" | "assessments" | "second_books"
> & {
  second_books?: Book[];
  evidence: Evidence;
  projection: Projection | null;
  assessments: Assessment[];
};

/** The quantiles of a year end; null where it has none: what does not exist is drawn nowhere, not even at 0. */
export function quantilesOf({ q05, q25, q50, q75, q95 }: YearEnd): Fan | null {
  if (q05 === null || q25 === null || q50 === null || q75 === null || q95 === null) return null;
  return { q05, q25, q50, q75, q95 };
}

/** Whether less is better, as for the growth of what is to be reduced. */
export function isCeiling(assessment: Assessment): boolean {
  return assessment.comparator === "<=" || assessment.comparator === "<";
}
