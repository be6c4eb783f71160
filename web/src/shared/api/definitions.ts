/** Forms and places as the reviewer's pages need them; read once per visit. */
import { get } from "./client";
import { readOnce } from "../session/readOnce";
import type { Form, OrgUnit, Shape } from "./wire";

export interface Definitions {
  forms: Form[];
  places: OrgUnit[];
}

async function read(): Promise<Definitions> {
  const [{ forms }, { org_units }] = await Promise.all([
    get<Shape<"FormPage">>("/forms", {}),
    get<Shape<"OrgUnitPage">>("/org-units", {}),
  ]);
  return { forms, places: org_units };
}

/** Return them; a failure to read them is not kept. */
export const readDefinitions = readOnce(read);
