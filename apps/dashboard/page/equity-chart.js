import { createChart, LineSeries } from './charting.js';
import { chartOptions, colour, withTheme } from './chart-theme.js';
import { Timeline } from './timeline.js';

const chart = createChart(document.getElementById('equity-chart'), {
  ...chartOptions(),
  layout: { ...chartOptions().layout, attributionLogo: false },
});
const line = chart.addSeries(LineSeries, {
  lineWidth: 2,
  priceFormat: { type: 'price', precision: 2, minMove: 0.01 },
});
const timeline = new Timeline();

withTheme(() => {
  const { layout, ...options } = chartOptions();
  chart.applyOptions({ ...options, layout: { ...layout, attributionLogo: false } });
  line.applyOptions({ color: colour('--accent') });
});

/** @param {{ time: number, equity: string }[]} points ascending */
export function showEquity(points) {
  const change = timeline.add(points);
  if (change === 'replaced') {
    line.setData(timeline.points.map(toPoint));
    chart.timeScale().fitContent();
  } else if (change !== 'same') {
    for (const point of change) line.update(toPoint(point));
  }
}

function toPoint({ time, equity }) {
  return { time: time / 1000, value: Number(equity) };
}
