/** Forms and places as the reviewer's pages need them; read once per visit. */
import { get } from "./client";
import type { Form, OrgUnit, Shape } from "./wire";

export interface Definitions {
  forms: Form[];
  places: OrgUnit[];
}

let known: Promise<Definitions> | undefined;

async function read(): Promise<Definitions> {
  const [{ forms }, { org_units }] = await Promise.all([
    get<Shape<"FormPage">>("/forms", {}),
    get<Shape<"OrgUnitPage">>("/org-units", {}),
  ]);
  return { forms, places: org_units };
}

export async function readDefinitions(): Promise<Definitions> {
  known ??= read();
  try {
    return await known;
  } catch (failure) {
    // The next page asks again.
    known = undefined;
    throw failure;
  }
}
