/** The charting library, as its own script (see index.html) leaves it. */
export const { CandlestickSeries, createChart, createSeriesMarkers, LineSeries, LineStyle } =
  globalThis.LightweightCharts;
