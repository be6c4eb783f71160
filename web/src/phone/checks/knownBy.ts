/** How the figures of a section are known: the server's words, in the order of trust. */
import type { Shape } from "../../shared/api/wire";

export type KnownBy = Shape<"KnownBy">;
export const KNOWN_BY: readonly KnownBy[] = ["weighing", "ledger", "dealer", "estimate"];
