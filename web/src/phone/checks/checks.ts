/** Everything that phone and server must judge alike, in one file that tests can load by itself. */
export { readAmount } from "./amounts";
export { landFindings, nearbyFindings, slipFindings } from "./magnitude";
export { isCounted, lastMonth } from "./periods";
export { ruleFindings } from "./rules";
export { convert, entryUnits } from "./units";
