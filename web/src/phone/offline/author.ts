/** Whose drafts and reports are whose on this phone. */
import type { Actor } from "../../shared/api/wire";

/** The account's id, or its name where the id is not known yet; empty for nobody. */
export const authorOf = (person: Actor | null): string => (person ? (person.id ?? byName(person)) : "");

/** Under which an earlier page kept what somebody wrote, and this one until it has heard their id. */
export const byName = (person: Actor): string => `name:${person.name}`;
