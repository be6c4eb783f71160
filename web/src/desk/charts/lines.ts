/** Paths for SVG, in pixels. A gap in the data is a gap in the line. */
import type { Fan, Point } from "../../shared/api/assessments";

/** Where months and figures come to lie. */
export interface Frame {
  /** Left edge of month `index`, 0 to 12. */
  edge(index: number): number;
  y(value: number): number;
}

const px = (value: number): string => value.toFixed(1);

/** The planned path: level across each month, a riser where the next month's level differs. */
export function stepPath(series: Point[], frame: Frame): string {
  let isDrawing = false;
  return series
    .map(({ path }, index) => {
      if (path === null) {
        isDrawing = false;
        return "";
      }
      const y = px(frame.y(path));
      const start = isDrawing ? `V${y}` : `M${px(frame.edge(index))},${y}`;
      isDrawing = true;
      return `${start}H${px(frame.edge(index + 1))}`;
    })
    .join("");
}

interface Dot {
  x: number;
  y: number;
  period: string;
}

/** The value to date: one dot in the middle of each month that has a figure. */
export function valueDots(series: Point[], frame: Frame): (Dot | null)[] {
  return series.map(({ value, period }, index) =>
    value === null ? null : { x: (frame.edge(index) + frame.edge(index + 1)) / 2, y: frame.y(value), period },
  );
}

export function dotPath(dots: (Dot | null)[]): string {
  return dots.map((dot, index) => (dot ? `${dots[index - 1] ? "L" : "M"}${px(dot.x)},${px(dot.y)}` : "")).join("");
}

/** The fan between two quantiles: from the last month with a value to the year's end, in mid-month points. */
export function fanPath(series: Point[], frame: Frame, low: keyof Fan, high: keyof Fan): string {
  const points = series.flatMap(({ fan }, index) =>
    fan
      ? [{ x: (frame.edge(index) + frame.edge(index + 1)) / 2, low: frame.y(fan[low]), high: frame.y(fan[high]) }]
      : [],
  );
  if (points.length < 2) return "";
  const there = points.map(({ x, high: y }) => `${px(x)},${px(y)}`);
  const back = points.map(({ x, low: y }) => `${px(x)},${px(y)}`).reverse();
  return `M${[...there, ...back].join("L")}Z`;
}
