/** Whose drafts and reports are whose on this phone. */
import type { Actor } from "../../shared/api/wire";

/** The account's id, or its name where the id is not known yet; empty for nobody. */
export const authorOf = (person: Actor | null): string => (person ? (person.id ?? `name:${person.name}`) : "");
