/** What `GET /assessments` answers: the wire shape, and nothing computed from it. */
import type { Bilingual } from "./language";

export type PathWord = "ahead" | "on_path" | "behind";
export type Comparator = ">=" | "<=" | "<" | ">";

export interface Place {
  code: string;
  name: string;
  name_en: string;
}

export interface OrgUnit extends Place {
  level: string;
  parent: string | null;
}

export interface Evidence {
  expected: number;
  received: number;
  missing: number;
  pending: number;
  spot_checks: number;
  text: Bilingual;
}

export interface Progress {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  path: number | null;
  word: PathWord | null;
  reports: number;
  expected: number;
}

/** The distribution of one year-end figure over all replications. */
export interface YearEnd {
  mean: number;
  sd: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
  probability: number | null;
  word: Bilingual | null;
}

export interface Outlook {
  reported: YearEnd;
  true: YearEnd;
}

/** Quantiles on the way to the year's end: only December 31 is simulated, the way follows the path. */
export type Fan = Record<"q05" | "q25" | "q50" | "q75" | "q95", number>;

/** A month, and the year's figure up to its end. */
export interface Point {
  period: string;
  value: number | null;
  path: number | null;
  fan?: Fan | null;
}

export interface Assessment {
  indicator: string;
  title: Bilingual;
  unit: string;
  target: number | null;
  comparator: Comparator | null;
  clause: string | null;
  is_reference: boolean;
  is_estimated: boolean;
  note: Bilingual | null;
  progress: Progress;
  outlook: Outlook | null;
  /** What drives the year's end, in a sentence made of the indicator's own figures. */
  driver?: Bilingual | null;
  series: Point[];
}

/** Where the width of one year end comes from: shares of the variance; `coefficient_sd` stands beside `sd`. */
export interface Width {
  indicator: string;
  basis: "reported" | "true";
  sd: number;
  shares: Record<string, number>;
  coefficient_sd: number | null;
}

/** The chance that the city meets all its targets at once; null where there is none. */
export interface Joint {
  reported: number | null;
  true: number | null;
}

/** The last projection: it stays when the record changes, and says how old it is. */
export interface Projection {
  id: string;
  seed: number;
  replications: number;
  width: Width[];
  /** Missing in what a page kept of an earlier version. */
  as_of?: string;
  is_current?: boolean;
  changes?: number;
  text?: Bilingual;
  joint?: Joint | null;
}

export interface Assessments {
  snapshot: string;
  as_of: string;
  synthetic: boolean;
  method: string;
  plan: { code: string; year: number; title: Bilingual };
  org_unit: OrgUnit;
  children: Place[];
  evidence: Evidence;
  projection: Projection | null;
  assessments: Assessment[];
}

/** Whether less is better, as for the growth of what is to be reduced. */
export function isCeiling(assessment: Assessment): boolean {
  return assessment.comparator === "<=" || assessment.comparator === "<";
}
