/** A table that somebody lays out: what it asks of the server, and how it stands in the page's address. */
import type { LocationQuery } from "vue-router";

import type { Shape } from "../../shared/api/wire";

export type View = Shape<"ViewShape">;
export type Axis = Shape<"Axis">;

export const LEVELS = ["county", "township", "city"] as const;
export const STEPS = ["month", "quarter", "year"] as const;
/** The three axes as they may lie: down, across, and one table for each of the third. */
export const LAYOUTS: readonly (readonly [Axis, Axis, Axis])[] = [
  ["place", "period", "element"],
  ["place", "element", "period"],
  ["period", "element", "place"],
  ["period", "place", "element"],
  ["element", "period", "place"],
  ["element", "place", "period"],
];

const one = (value: LocationQuery[string] | undefined): string => (typeof value === "string" ? value : "");

function among<Word extends string>(words: readonly Word[], value: string, otherwise: Word): Word {
  return words.find((word) => word === value) ?? otherwise;
}

/** Read a view from an address; what it does not say has its default. */
export function viewOf(query: LocationQuery): View {
  const layout = one(query["layout"]).split(".");
  const [rows, columns, sheets] = LAYOUTS.find((known) => known.join() === layout.join()) ?? LAYOUTS[0]!;
  const [below, first, last] = [one(query["below"]), one(query["first"]), one(query["last"])];
  return {
    elements: one(query["elements"])
      .split(",")
      .filter((name) => name !== ""),
    level: among(LEVELS, one(query["level"]), "county"),
    step: among(STEPS, one(query["step"]), "month"),
    rows,
    columns,
    sheets,
    ...(below && { below }),
    ...(first && { first }),
    ...(last && { last }),
  };
}

/** Write a view into an address. */
export function queryOf(view: Partial<View>): Record<string, string> {
  const { rows = "place", columns = "period", sheets = "element" } = view;
  return {
    elements: (view.elements ?? []).join(","),
    level: view.level ?? "county",
    step: view.step ?? "month",
    layout: [rows, columns, sheets].join("."),
    ...(view.below && { below: view.below }),
    ...(view.first && { first: view.first }),
    ...(view.last && { last: view.last }),
  };
}

/** Ask the server for a view. */
export function searchOf(view: View): string {
  const { elements, ...rest } = view;
  const search = new URLSearchParams({ elements: elements.join(",") });
  for (const [key, value] of Object.entries(rest)) if (typeof value === "string") search.append(key, value);
  return search.toString();
}
