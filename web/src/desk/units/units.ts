/** Reporting units as their page shows them, and who may open and close one. */
import { get, post } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";

export type Unit = Shape<"ReportingUnitPublic">;
export type UnitKind = Unit["kind"];

export const KINDS: readonly UnitKind[] = [
  "village",
  "recovery_point",
  "dealer",
  "straw_user",
  "trial_site",
  "laboratory",
];

/** Who opens and closes them; the server decides, this is what is offered. */
export const KEEPERS: readonly string[] = ["reviewer", "committee"];

export async function readUnits(place: string, kind: string, signal: AbortSignal): Promise<Unit[]> {
  const query = { ...(place && { org_unit: place }), ...(kind && { kind }) };
  return (await get<Shape<"ReportingUnitPage">>("/reporting-units", query, signal)).reporting_units;
}

export async function openUnit(unit: Shape<"ReportingUnitCreate">): Promise<Unit> {
  return post<Unit>("/reporting-units", unit);
}

/** Say from which day on a unit is gone; null opens it again. */
export async function endUnit(code: string, until: string | null): Promise<Unit> {
  return post<Unit>(`/reporting-units/${encodeURIComponent(code)}/until`, { until }, "PUT");
}
