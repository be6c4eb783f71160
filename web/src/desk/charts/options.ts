/** What the desk's charts look like: one row for each indicator, figures along the bottom. */
import type { EChartsCoreOption } from "echarts/core";

/** One row: a middle and what it is held against, or the ends of its interval. */
export interface Row {
  title: string;
  low: number;
  middle: number;
  high: number;
}

const ROW_HEIGHT = 46;
const LABEL_WIDTH = 132;

export const heightOf = (rows: number): number => 44 + ROW_HEIGHT * rows;

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function frame(rows: Row[], write: (value: number) => string, ends: object = { scale: true }): EChartsCoreOption {
  const label = { color: token("--ink"), fontSize: 14 };
  return {
    grid: { left: LABEL_WIDTH + 12, right: 24, top: 8, bottom: 32 },
    xAxis: {
      type: "value",
      ...ends,
      axisLabel: { ...label, color: token("--ink-soft"), formatter: write, hideOverlap: true },
      splitLine: { lineStyle: { color: token("--rule") } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ title }) => title),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { ...label, width: LABEL_WIDTH, overflow: "break", lineHeight: 16, fontSize: 13 },
    },
    // Drawn on the canvas itself: a box of HTML would carry styles that the policy forbids.
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
  };
}

interface Api {
  value(at: number): number;
  coord(point: [number, number]): [number, number];
}

/** A line between two figures of each row. */
function bars(rows: Row[], colour: string, width: number) {
  return {
    type: "custom",
    silent: true,
    // Both ends count for the axis.
    encode: { x: [0, 2], y: 1 },
    data: rows.map(({ low, high }, index) => [low, index, high]),
    renderItem: (_: unknown, api: Api) => {
      const [x1, y] = api.coord([api.value(0), api.value(1)]);
      const [x2] = api.coord([api.value(2), api.value(1)]);
      return { type: "line", shape: { x1, y1: y, x2, y2: y }, style: { stroke: colour, lineWidth: width } };
    },
  };
}

function dots(name: string, values: number[], colour: string, symbol: string, write: (value: number) => string) {
  return {
    name,
    type: "scatter",
    symbol,
    symbolSize: 15,
    itemStyle: { color: colour },
    data: values.map((value, index) => [value, index]),
    tooltip: { formatter: ({ value }: { value: [number, number] }) => `${name} ${write(value[0])}` },
  };
}

/** Two probabilities of each row, joined: as reported, and in truth. */
export function pairOption(rows: Row[], names: [string, string], write: (value: number) => string): EChartsCoreOption {
  const onAxis = (value: number): string => `${Math.round(100 * value)}%`;
  const spans = rows.map(({ title, low, high }) => ({
    title,
    low: Math.min(low, high),
    middle: 0,
    high: Math.max(low, high),
  }));
  return {
    ...frame(rows, onAxis, { min: 0, max: 1 }),
    series: [
      bars(spans, token("--edge"), 2),
      dots(
        names[0],
        rows.map(({ low }) => low),
        token("--reported"),
        "circle",
        write,
      ),
      dots(
        names[1],
        rows.map(({ high }) => high),
        token("--true"),
        "diamond",
        write,
      ),
    ],
  };
}

/** An interval with its middle in each row, and a line at nothing. */
export function intervalOption(rows: Row[], name: string, write: (value: number) => string): EChartsCoreOption {
  const zero = { xAxis: 0, lineStyle: { color: token("--ink"), type: "solid" }, label: { show: false } };
  return {
    ...frame(rows, write),
    series: [
      { ...bars(rows, token("--reported-wide"), 10) },
      {
        ...dots(
          name,
          rows.map(({ middle }) => middle),
          token("--reported"),
          "circle",
          write,
        ),
        markLine: { silent: true, symbol: "none", data: [zero] },
      },
    ],
  };
}
