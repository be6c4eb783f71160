/** Amounts as people type them on a keypad. */

/** Read a typed amount: full-width digits and thousands' commas are meant well. Undefined: no number. */
export function readAmount(text: string): number | null | undefined {
  const plain = text.normalize("NFKC").replace(/\s/g, "");
  if (plain === "") return null;
  const digits = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replace(/,/g, "") : plain;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
  const amount = Number(digits);
  return Number.isFinite(amount) ? amount + 0 : undefined;
}
