/** How much room letters take, for SVG, which wraps nothing by itself. */

const WIDE = /[\u2e80-\uffef]/;

/** Estimated width of a text, px: a Chinese letter is as wide as it is high, another a good half of it. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : 0.58), 0) * size;
}

/** The same text in lines of at most `width`, broken between words or Chinese letters. */
export function wrapped(text: string, size: number, width: number): string[] {
  const lines = [""];
  for (const piece of text.match(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*/g) ?? []) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && textWidth((line + piece).trimEnd(), size) > width) lines.push(piece);
    else lines[lines.length - 1] = line + piece;
  }
  return lines.map((line) => line.trimEnd());
}
