/** The page's colours for a canvas, which can't read them by itself; they change with the system's light and dark. */

/** @param {string} name of a CSS variable */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function chartOptions() {
  return {
    autoSize: true,
    layout: {
      background: { color: 'transparent' },
      textColor: colour('--muted'),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colour('--line') } },
    rightPriceScale: { borderVisible: false, minimumWidth: 84, scaleMargins: { top: 0.08, bottom: 0.08 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 6 },
    crosshair: { mode: 0 },
    localization: { locale: 'en-GB' },
  };
}

/** Calls `apply` now and whenever the system changes between light and dark. @param {() => void} apply */
export function withTheme(apply) {
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}
