/** Thousands apart while one types: 1234567 is misread on a small screen, 1,234,567 is not. */

const PLAIN = /^([+-]?)(\d{5,})(\.\d*)?$/;

/** A plain number of five digits or more with its thousands apart; whatever else was typed stays as it is. */
export function grouped(text: string): string {
  const found = PLAIN.exec(text);
  if (!found) return text;
  const [, sign = "", whole = "", rest = ""] = found;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest}`;
}

/** What was typed, without the commas that `grouped` has put in; a comma that a person typed stays. */
export function ungrouped(shown: string, before: string, typed: string | null): string {
  const isOurs = grouped(before) !== before && !/[,，]/.test(typed ?? "");
  return isOurs ? shown.replaceAll(",", "") : shown;
}
