/** ECharts, only what the desk's charts draw; a chunk of its own that phones never fetch. */
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init as start, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, ScatterChart, CustomChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** Begin a chart; the page's own font, no animation: a figure does not move while it is read. */
export function init(holder: HTMLElement): EChartsType {
  const { fontFamily } = getComputedStyle(document.body);
  return start(holder, { textStyle: { fontFamily }, animation: false });
}
