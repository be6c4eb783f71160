/** Accounts as their page shows them, and who opens which. */
import { Problem } from "../shared/api/client";
import type { ProblemBody, Role, Shape } from "../shared/api/wire";

export type User = Shape<"UserPublic">;
export type Sheet = Shape<"CodeSheetPublic">;

/** Which accounts each role opens; the server decides, this is what is offered. */
export const OPENS: Partial<Record<Role, readonly Role[]>> = {
  reviewer: ["reporter"],
  committee: ["reporter", "reviewer", "department", "province"],
  operator: ["reporter", "reviewer", "committee", "department", "province", "operator"],
};

export const placesOf = (user: User): string[] => [user.org_unit, ...user.places];

/** Split what somebody typed as places: codes between commas or blanks. */
export const codesIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((code) => code !== "");

export async function change(id: string, body: Partial<Shape<"UserUpdate">>): Promise<void> {
  await send(`/users/${id}`, "PATCH", JSON.stringify(body), "application/json");
}

/** Send a spreadsheet of people; with `isDryRun` it is only checked. */
export async function importPeople(file: ArrayBuffer, isDryRun: boolean): Promise<Shape<"PeopleImportPublic">> {
  return send(`/users/import?dry_run=${isDryRun}`, "POST", file, "application/octet-stream");
}

async function send<Answer>(path: string, method: string, body: BodyInit, kind: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      body,
      credentials: "same-origin",
      headers: { "content-type": kind, accept: "application/json" },
    });
  } catch {
    throw new Problem(0, {});
  }
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as ProblemBody);
  return (await response.json()) as Answer;
}
