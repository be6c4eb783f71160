/** Where to go once somebody is known. */
import type { LocationQuery } from "vue-router";

/** The page that was asked for: only a path of this site, never an address that someone put into a link. */
export function destination({ next }: LocationQuery): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}
