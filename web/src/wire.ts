/** What the reporting side of the API answers and takes: wire shapes, and nothing computed from them. */

/** A text that the server sends in both languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

export type Role = "reporter" | "reviewer" | "committee" | "province" | "operator";
export type Severity = "stop" | "ask";
export type Span = "month" | "year_to_date" | "season";
export type ReportState = "not_reported" | "received" | "resubmitted" | "accepted" | "returned";
export type Next = "revise" | "accept" | "return" | "answer" | "check" | "settle";

/** Amounts by data element; null is blank: not known, and never a zero. */
export type Values = Record<string, number | null>;
/** What was typed in another unit than the form's: amount and unit, by data element. */
export type Entered = Record<string, [number, string]>;

export interface Actor {
  /** The account's id; unknown only where a phone remembers somebody from before ids were told. */
  id?: string;
  name: string;
  role: Role;
  org_unit: string;
  /** Somebody else chose the password: an own one comes first. */
  must_set_password?: boolean;
}

export interface DataElement {
  code: string;
  title: Bilingual;
  unit: string;
  minimum: number;
  maximum: number;
  is_whole: boolean;
  help: Bilingual | null;
}

/** A sum of the form's own elements that is shown while they are typed. */
export interface Total {
  title: Bilingual;
  unit: string;
  elements: string[];
}

export interface Section {
  code: string;
  title: Bilingual;
  crops: string[];
  months: number[];
  elements: DataElement[];
  totals: Total[];
  asks_photo: boolean;
  asks_location: boolean;
}

export interface Term {
  key: string;
  owner: string | null;
  name: string;
  span: Span;
  factor: number;
}

/** Σ left ≤ Σ right + constant, or a finding with this text. */
export interface Rule {
  code: string;
  severity: Severity;
  left: Term[];
  right: Term[];
  constant: number;
  months: number[];
  text: Bilingual;
}

export interface Form {
  code: string;
  version: number;
  title: Bilingual;
  table_number: string;
  level: string;
  frequency: string;
  months: number[];
  sections: Section[];
  rules: Rule[];
}

export interface DueForm {
  form: string;
  version: number;
  period: string;
  sections: string[];
  not_applicable: string[];
  report_id: string | null;
  revision_id: string | null;
  state: ReportState;
  reason: string | null;
  values: Values;
  entered: Entered;
  prefill: Values;
  last: Values;
  last_year: Values;
  sums: Values;
  /** Areas above which the place's land makes one ask. */
  limits?: Record<string, number>;
  due_on: string;
  closes_on: string;
  is_closed: boolean;
}

export interface Due {
  org_unit: string;
  day: string;
  forms: DueForm[];
  /** What the months after will ask, as of that day. */
  ahead: DueForm[];
  /** No plan year is open for the running month. */
  notice?: Bilingual | null;
  /** Years whose reports some figure counts. */
  counted_years?: number[];
}

export interface Finding {
  code: string;
  severity: Severity;
  element: string | null;
  text: Bilingual;
}

/** One version of one report as it is sent; once sealed it never changes. */
export interface Revision {
  report_id: string;
  revision_id: string;
  form: string;
  form_version: number;
  org_unit: string;
  period: string;
  supersedes: string | null;
  reason: string | null;
  values: Values;
  not_applicable: string[];
  entered: Entered;
}

export interface Receipt {
  report_id: string;
  revision_id: string;
  received_at: string;
  digest: string;
  state: string;
  findings: Finding[];
  may: string[];
  link: { length: number; head: string } | null;
}

export interface Fault {
  pointer: string;
  code: string;
  detail: string;
  detail_zh?: string;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  title_zh?: string;
  detail?: string;
  detail_zh?: string;
  instance?: string;
  then?: "keep_and_retry" | "ask" | "stop";
  errors?: Fault[] | null;
  current?: string;
}

export interface SyncResult {
  revision_id: string | null;
  outcome: "created" | "replayed" | "conflict" | "refused";
  receipt: Receipt | null;
  problem: ProblemBody | null;
}

export interface ListedReport {
  report_id: string;
  form: string;
  org_unit: string;
  period: string;
  revision_id: string;
  received_at: string;
  values: Values;
  not_applicable: string[];
  findings: Finding[];
  state: ReportState;
  reason: string | null;
  is_contested: boolean;
  touched: number;
  may: Next[];
  /** Why this reader may not accept it, and who may. */
  barred?: Bilingual | null;
}

export interface Decision {
  kind: "accepted" | "returned";
  reason: string | null;
  at: string;
}

export interface Version {
  revision_id: string;
  supersedes: string | null;
  received_at: string;
  digest: string;
  values: Values;
  not_applicable: string[];
  entered: Entered;
  findings: Finding[];
  reason: string | null;
  decisions: Decision[];
}

export interface Contested {
  id: string;
  received_at: string;
  values: Values;
  reason: string | null;
  resolution: { act: string; reason: string; at: string } | null;
}

export interface ReportPhoto {
  photo_id: string;
  revision_id: string;
  section: string;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  received_at: string;
}

/** How far a photo has come: the next piece begins at `offset`. */
export interface Upload {
  offset: number;
  size: number;
  is_whole: boolean;
}

export interface Report {
  report_id: string;
  form: string;
  org_unit: string;
  period: string;
  state: ReportState;
  is_closed: boolean;
  revisions: Version[];
  conflicts: Contested[];
  photos: ReportPhoto[];
  may: Next[];
  /** Why this reader may not accept it, and who may. */
  barred?: Bilingual | null;
}

export interface OrgUnit {
  code: string;
  name: string;
  name_en: string;
  level: string;
  parent: string | null;
}
