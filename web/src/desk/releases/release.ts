/** A release as the pages show it: where it is, and how a figure that changed is written. */
import type { Shape } from "../../shared/api/wire";
import { figure, probabilityText, styleOf } from "../../shared/figures";

export type Release = Shape<"ReleasePublic">;
export type Question = Shape<"ReleaseQuestionPublic">;
export type Diff = Shape<"DiffPublic">;
export const FORMATS = ["xlsx", "csv", "json", "pdf"] as const;

/** The documents that a release's month gives: a quarter's and a year's are written from its last month. */
export function documentsOf(period: string): ("monthly" | "quarterly" | "yearly")[] {
  const month = Number(period.slice(5));
  return [
    "monthly",
    ...(month % 3 === 0 ? (["quarterly"] as const) : []),
    ...(month === 12 ? (["yearly"] as const) : []),
  ];
}

/** Where a release is: with several cities its number begins with the city's code. */
export function releasePath(number: string): string {
  const parts = number.split("/");
  const [city, period, edition] = parts.length === 3 ? parts : [undefined, ...parts];
  return city ? `/cities/${city}/releases/${period}/${edition}` : `/releases/${number}`;
}

export function changed(one: Diff["differences"][number], value: number | null): string {
  if (one.unit === "probability") return value === null ? "—" : probabilityText(value);
  const style = styleOf({ indicator: one.code, unit: one.unit });
  // Two decimals: what differs in the second is listed, and what does not is not.
  return figure(value, { ...style, decimals: 2 });
}
