/**
 * What the page reads and sends, by the page's names. The shapes are the API's own: schema.ts is made from its
 * description. Here stands only what the page knows beyond that.
 */
import type { components } from "./schema";

type Shapes = components["schemas"];

/** A shape of the API's description, by its name there. */
export type Shape<Name extends keyof Shapes> = Shapes[Name];

/** A shape of which what an earlier page has kept, or an earlier server answers, lacks some fields. */
export type Since<Whole, Newer extends keyof Whole> = Omit<Whole, Newer> & Partial<Pick<Whole, Newer>>;

/** The fields that a shape names, without the door that it leaves open for others. */
type Named<Whole> = { [Key in keyof Whole as string extends Key ? never : Key]: Whole[Key] };

/** A text that the server sends in both languages. */
export type Bilingual = Shape<"TitlePublic">;

export type Role = Shape<"Role">;
export type Severity = Shape<"Severity">;
export type ReportState = Shape<"ReportState">;
export type Next = Shape<"Next">;

/** Amounts by data element; null is blank: not known, and never a zero. */
export type Values = Shape<"DueFormPublic">["values"];
/**
 * As it was typed, by data element: amount and unit, and how it was worked out where it was. The description's third
 * item has no name in TypeScript's tuples.
 */
export type Entered = Record<string, [amount: number, unit: string, working?: string]>;
/** A shape that says what was typed in another unit. */
type Typed<Whole> = Omit<Whole, "entered"> & { entered: Entered };

/** Who is signed in; a phone may remember somebody from before it was told ids. */
export type Actor = Since<Shape<"MePublic">, "id" | "must_set_password" | "must_set_factor" | "places" | "department">;
export type OrgUnit = Shape<"OrgUnitPublic">;

export type Form = Omit<Shape<"FormPublic">, "rules" | "sections"> & { rules: Rule[]; sections: Section[] };
export type Section = Omit<Shape<"SectionPublic">, "elements"> & { elements: DataElement[] };
export type DataElement = Since<Shape<"DataElementPublic">, "short_title" | "counted_in" | "is_optional">;
/** A sum of the form's own elements that is shown while they are typed. */
export type Total = Shape<"TotalPublic">;
/** Σ left ≤ Σ right + constant, or a finding with this text. */
export type Rule = Since<Shape<"RulePublic">, "passes_blanks">;
export type Term = Shape<"TermPublic">;
export type Finding = Shape<"FindingPublic">;

/** `limits`: areas above which the place's land makes one ask; `nearby`: what is known beside last year's month. */
export type DueForm = Typed<
  Since<
    Shape<"DueFormPublic">,
    | "limits"
    | "nearby"
    | "expected"
    | "busy"
    | "slip"
    | "moved"
    | "elsewhere"
    | "changed"
    | "author_name"
    | "filing"
    | "answers"
    | "known_by"
    | "last_period"
    | "comments"
  >
>;
/** `ahead`: what the months after will ask, as of that day; `others`: what these months take unasked. */
export type Due = Since<
  Omit<Shape<"DuePublic">, "forms" | "ahead" | "others"> & { forms: DueForm[]; ahead: DueForm[]; others: DueForm[] },
  "ahead" | "others" | "answers" | "notice" | "counted_years" | "places"
>;

/** The practice month: forms that are not in force, and what their month asks of a place. */
export type Practice = Omit<Shape<"PracticePublic">, "cells"> & { cells: DueForm[] };

/** One version of one report as it is sent; once sealed it never changes. */
export type Revision = Since<
  Typed<Required<Omit<Shape<"SyncCreate">["revisions"][number], "author">>>,
  "answers" | "known_by" | "seconds" // an earlier page sealed it without
>;
export type Receipt = Shape<"ReceiptPublic">;
type Fault = Since<Shape<"FaultPublic">, "detail_zh">;
/** Whatever of a refusal arrived; `current` is the version that stands where another one was sent. */
export type ProblemBody = Partial<Omit<Named<Shape<"Problem">>, "errors">> & {
  errors?: Fault[] | null;
  current?: string;
};
export type SyncResult = Omit<Shape<"SyncResult">, "problem"> & { problem: ProblemBody | null };

export type ListedReport = Shape<"ListedReportPublic">;
type Version = Typed<Shape<"RevisionPublic">>;
/** How far a photo has come: the next piece begins at `offset`. */
export type Upload = Shape<"UploadPublic">;
/** `comments`: what a phone kept of an earlier page has none. */
export type Report = Since<Omit<Shape<"ReportPublic">, "revisions">, "comments"> & { revisions: Version[] };
