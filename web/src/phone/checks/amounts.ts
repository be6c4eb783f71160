/** Amounts as people type them on a keypad. */

/**
 * Read a typed amount: full-width digits, the Chinese keyboard's point and thousands' commas are meant well.
 * Two numbers with a space or a line between them, as when cells are pasted, are never joined. Undefined: no number.
 */
export function readAmount(text: string): number | null | undefined {
  const plain = plainText(text);
  if (plain === "") return null;
  const digits = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replace(/,/g, "") : plain;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
  const amount = Number(digits);
  return Number.isFinite(amount) ? amount + 0 : undefined;
}

/** Whether a text that is no number holds two of them. */
export function isTwoNumbers(text: string): boolean {
  return /\d[.,]?\s+[+-]?[.,]?\d/.test(plainText(text));
}

function plainText(text: string): string {
  return text.normalize("NFKC").replace(/。/g, ".").trim();
}
