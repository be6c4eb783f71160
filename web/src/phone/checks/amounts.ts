/** Amounts as people type them on a keypad. */

/** A typed amount; `unit` is what the text itself names, `isPlain` says that nothing had to be understood. */
export interface Entry {
  amount: number;
  unit: string | null;
  isPlain: boolean;
}

/** Units as people write them after an amount; `ten_thousand` is no unit but a factor of the one it stands before. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(公斤|千克|kg|kgs)$/i, "kg"],
  [/^(市?斤|jin)$/i, "jin"],
  [/^(吨|t|ton|tons)$/i, "t"],
  [/^(万亩)$/, "wan_mu"],
  [/^(亩次?|mu)$/i, "mu"],
  [/^(公顷|ha)$/i, "ha"],
  [/^(个|份|张|家|处|台|count)$/i, "count"],
];
const FACTORS: Record<string, number> = { 万: 10_000, 千: 1_000, 百: 100 };
const ABOUT = /^(大?约|大概|差不多|~|≈)\s*|\s*(左右|上下)$/g;
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))/;
const NOTHING = /^(无|没有?|没|零|空|\/+|[-–—―一]{0,2}[-–—―])$/;

/**
 * Read a typed amount: full-width digits, the Chinese keyboard's point and thousands' commas are meant well, and so
 * are a unit behind it, 万, 约 and a sum. Two numbers with a space or a line between them, as when cells are pasted,
 * are never joined. Undefined: no number; null: nothing typed.
 */
export function readEntry(text: string): Entry | null | undefined {
  const plain = plainText(text);
  if (plain === "") return null;
  const amount = numberOf(plain);
  if (amount !== undefined) return { amount, unit: null, isPlain: true };
  if (isTwoNumbers(plain)) return undefined;
  const rest = plain.replace(ABOUT, "").trim();
  const parts = rest.split("+").map((part) => part.trim());
  const entries = parts.map(measured);
  const [first] = entries;
  // In 100+20公斤 the last unit is that of all; where several are named they must be one.
  const units = new Set(entries.map((entry) => entry?.unit).filter((unit) => unit !== null));
  if (!first || units.size > 1 || entries.some((entry) => !entry)) return undefined;
  const sum = entries.reduce((total, entry) => total + (entry?.amount ?? 0), 0);
  return { amount: sum, unit: [...units][0] ?? null, isPlain: false };
}

/** The amount alone, whatever unit it names. */
export function readAmount(text: string): number | null | undefined {
  const entry = readEntry(text);
  return entry && entry.amount;
}

/** Whether a text that is no number holds two of them. */
export function isTwoNumbers(text: string): boolean {
  return /\d[.,]?\s+[+-]?[.,]?\d/.test(plainText(text));
}

/** Whether a text says that there is nothing, which is a zero that nobody has typed yet. */
export function meansNothing(text: string): boolean {
  return NOTHING.test(plainText(text));
}

function plainText(text: string): string {
  return text.normalize("NFKC").replace(/。/g, ".").trim();
}

function numberOf(plain: string): number | undefined {
  const digits = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replace(/,/g, "") : plain;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
  const amount = Number(digits);
  return Number.isFinite(amount) ? amount + 0 : undefined;
}

/** A number with 万 and a unit behind it, as far as there are any. */
function measured(text: string): { amount: number; unit: string | null } | undefined {
  const grouped = text.replace(/^([+-]?\d{1,3}(?:,\d{3})+)(?![\d,])/, (digits) => digits.replace(/,/g, ""));
  const [, digits] = NUMBER.exec(grouped) ?? [];
  if (digits === undefined) return undefined;
  let behind = grouped.slice(digits.length).trim();
  const amount = Number(digits);
  const whole = UNITS.find(([words]) => words.test(behind));
  if (behind === "" || whole) return { amount, unit: whole?.[1] ?? null };
  const factor = FACTORS[behind.charAt(0)];
  if (factor === undefined) return undefined;
  behind = behind.slice(1).trim();
  const unit = UNITS.find(([words]) => words.test(behind));
  return behind === "" || unit ? { amount: rounded(amount * factor), unit: unit?.[1] ?? null } : undefined;
}

/** 3.3 × 10,000 is 33,000, whatever binary fractions make of it. */
function rounded(amount: number): number {
  return Number(amount.toPrecision(15));
}
