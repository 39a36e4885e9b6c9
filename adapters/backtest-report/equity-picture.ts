import { LineChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { DAY_MS } from '../../core/market/bar.ts';
import type { EquityPoint } from '../../core/metrics/daily-returns.ts';
import { curvesOf } from './equity-curves.ts';

use([LineChart, GridComponent, TitleComponent, SVGRenderer]);

const SIZE = { width: 960, height: 440 };
const GRID = { left: 80, right: 24 };
const BLUE = '#1f5fa8';
const RED = '#b3372f';
/** Of a longer time the labels are dates, of a shorter one they have the minute. */
const DAYS_AS_DATES = 4 * DAY_MS;

/** Equity over the deposit, and below it the fall from its peak, as one SVG. `points` ascending, at least one. */
export function equityPicture(points: readonly EquityPoint[], deposit: number): string {
  const { equity, drawdown } = curvesOf(points, deposit);
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  const [min, max] = [points[0]!.time, points.at(-1)!.time];
  const time = { type: 'time' as const, min, max };
  const formatter = max - min > DAYS_AS_DATES ? '{yyyy}-{MM}-{dd}' : '{MM}-{dd} {HH}:{mm}';
  const line = { type: 'line' as const, showSymbol: false, animation: false, silent: true };
  try {
    chart.setOption({
      useUTC: true,
      animation: false,
      backgroundColor: '#ffffff',
      title: [
        { text: 'Equity, USDT', left: 4, top: 4, textStyle: { fontSize: 13, fontWeight: 'normal' } },
        { text: 'Below its peak, %', left: 4, top: 282, textStyle: { fontSize: 13, fontWeight: 'normal' } },
      ],
      grid: [
        { ...GRID, top: 34, height: 212 },
        { ...GRID, top: 312, height: 92 },
      ],
      xAxis: [
        { ...time, gridIndex: 0, axisLabel: { show: false } },
        { ...time, gridIndex: 1, axisLabel: { formatter, hideOverlap: true } },
      ],
      yAxis: [
        { type: 'value', gridIndex: 0, scale: true },
        { type: 'value', gridIndex: 1, max: 0, splitNumber: 3 },
      ],
      series: [
        { ...line, data: equity, lineStyle: { color: BLUE, width: 1.4 } },
        {
          ...line,
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: drawdown,
          lineStyle: { color: RED, width: 1 },
          areaStyle: { color: RED, opacity: 0.15 },
        },
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
