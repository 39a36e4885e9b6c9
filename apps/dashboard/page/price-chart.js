import { CandlestickSeries, createChart, createSeriesMarkers, LineStyle } from './charting.js';
import { chartOptions, colour, withTheme } from './chart-theme.js';
import { signedBps } from './format.js';
import { Timeline } from './timeline.js';

const chart = createChart(document.getElementById('price-chart'), chartOptions());
const candles = chart.addSeries(CandlestickSeries, { priceFormat: { type: 'price', precision: 1, minMove: 0.1 } });
const markers = createSeriesMarkers(candles, []);
const timeline = new Timeline();

/** The lines of the position now drawn: name → price line. */
const lines = new Map();
let drawn = '';

withTheme(() => {
  chart.applyOptions(chartOptions());
  const [up, down] = [colour('--gain'), colour('--loss')];
  candles.applyOptions({
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
  });
  drawn = '';
});

/** Keeps stop and target in view with the candles. */
candles.applyOptions({
  autoscaleInfoProvider: (original) => {
    const info = original();
    if (!info) return info;
    const levels = [...lines.values()].map((line) => line.options().price);
    return {
      ...info,
      priceRange: {
        minValue: Math.min(info.priceRange.minValue, ...levels),
        maxValue: Math.max(info.priceRange.maxValue, ...levels),
      },
    };
  },
});

/** Open time of the last bar drawn, epoch ms. */
export function lastBarTime() {
  return timeline.points.at(-1)?.time;
}

/** @param {object[]} bars @param {object[]} trades oldest first @param {object | undefined} position */
export function showPrice(bars, trades, position) {
  const change = timeline.add(bars);
  if (change === 'replaced') {
    candles.setData(timeline.points.map(toCandle));
    chart.timeScale().setVisibleLogicalRange({ from: timeline.points.length - 120, to: timeline.points.length + 5 });
  } else if (change !== 'same') {
    for (const bar of change) candles.update(toCandle(bar));
  }
  showPosition(position);
  showMarkers(trades, position);
}

function showPosition(position) {
  const wanted = position
    ? [
        ['entry', position.entryPrice, '--muted', LineStyle.Dotted],
        ['stop', position.stopPrice, '--loss', LineStyle.Dashed],
        ['target', position.targetPrice, '--gain', LineStyle.Dashed],
      ].filter(([, level]) => Number(level) > 0)
    : [];
  for (const [name, line] of lines) {
    if (wanted.some(([other]) => other === name)) continue;
    candles.removePriceLine(line);
    lines.delete(name);
  }
  for (const [title, level, variable, lineStyle] of wanted) {
    const options = { price: Number(level), title, color: colour(variable), lineStyle, lineWidth: 1 };
    const line = lines.get(title);
    if (line) line.applyOptions(options);
    else lines.set(title, candles.createPriceLine(options));
  }
}

function showMarkers(trades, position) {
  const first = timeline.points[0]?.time ?? Infinity;
  const wanted = [...trades.flatMap((trade) => [entryMarker(trade), exitMarker(trade)])];
  if (position) wanted.push(entryMarker(position));
  const visible = wanted.filter((marker) => marker.time * 1000 >= first).sort((a, b) => a.time - b.time);
  const fingerprint = JSON.stringify(visible);
  if (fingerprint === drawn) return;
  drawn = fingerprint;
  markers.setMarkers(visible);
}

function entryMarker({ openedBar, side }) {
  const isLong = side === 'LONG';
  return {
    time: openedBar / 1000,
    position: isLong ? 'belowBar' : 'aboveBar',
    shape: isLong ? 'arrowUp' : 'arrowDown',
    color: colour('--accent'),
    text: isLong ? 'long' : 'short',
  };
}

function exitMarker({ closedBar, side, exit, netBps }) {
  return {
    time: closedBar / 1000,
    position: side === 'LONG' ? 'aboveBar' : 'belowBar',
    shape: 'circle',
    color: colour(netBps > 0 ? '--gain' : '--loss'),
    text: `${exit} ${signedBps(netBps)}`,
  };
}

function toCandle({ time, open, high, low, close }) {
  return { time: time / 1000, open, high, low, close };
}
