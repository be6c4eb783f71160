/** Everything that phone and server must judge alike, in one file that tests can load by itself. */
export { readAmount } from "./amounts";
export { lastMonth, ruleFindings, slipFindings } from "./rules";
export { convert, entryUnits } from "./units";
