/** What a word on progress is made of: where those who reported should stand, not the whole plan's own path. */
import { distanceText, figure, type Style } from "../shared/figures";
import { say } from "../shared/language";

/** The path that a word is made of, as shown, where the plan's own is another one; else nothing. */
export function otherPath(matched: number | null | undefined, path: number | null, style: Style): string | null {
  if (typeof matched !== "number") return null; // an answer or release made before it was kept
  const shown = figure(matched, style);
  return shown === figure(path, style) ? null : shown;
}

/** Say how far a value is from the path that its word is made of, and name that path where it is not the plan's. */
export function standsText(
  value: number,
  { path, matched_path: matched }: { path: number | null; matched_path?: number | null },
  style: Style,
): string | null {
  const judgedBy = matched ?? path;
  if (judgedBy === null) return null;
  const told = distanceText(value, judgedBy, style);
  const other = otherPath(matched, path, style);
  return other === null ? told : say("card.matched", { path: other, told });
}
