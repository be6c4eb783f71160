/** Everything that phone and server must judge alike, in one file that tests can load by itself. */
export { readAmount } from "./amounts";
export { landFindings, nearbyFindings, slipFindings } from "./magnitude";
export { isCounted } from "./periods";
export { lastMonth, ruleFindings } from "./rules";
export { convert, entryUnits } from "./units";
