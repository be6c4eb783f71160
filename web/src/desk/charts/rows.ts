/** What a chart of rows shows in each. */

export interface Row {
  title: string;
  /** Its figures in words. */
  text: string;
  bar: [from: number, to: number];
  /** The bar is an interval, not the way between two figures. */
  isInterval?: boolean;
  marks: { kind: "reported" | "true"; value: number }[];
}
