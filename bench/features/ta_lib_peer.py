"""TA-Lib's columns: first compared with ours, then timed."""

import sys
from collections.abc import Callable

import numpy as np
import talib

from timing import FOLDER, column, report

RELATIVE = 1e-9
# As in test/core/features/tolerance.ts: a value below a thousandth of its unit counts as a thousandth.
SMALLEST = 1e-3
# TA-Lib carries running sums here, or takes products of large ones, and is itself off by this much around 0; for CCI our
# mean is rounded at the size of the price too (errors in exact arithmetic: docs/reference/feature-speed.md).
SMALLEST_OF = {"stoch_slow_k_14_3": 1, "stoch_slow_d_14_3_3": 1, "cci_20": 1, "linreg_slope_14": 10}
WARM_UP = 1500

o, h, l, c, v = (column(name) for name in ("open", "high", "low", "close", "volume"))


def calls(o: np.ndarray, h: np.ndarray, l: np.ndarray, c: np.ndarray, v: np.ndarray) -> dict[str, Callable[[], object]]:
    return {
        "true_range": lambda: talib.TRANGE(h, l, c),
        "atr_14": lambda: talib.ATR(h, l, c, 14),
        "atr_14_bps": lambda: talib.NATR(h, l, c, 14),
        "rsi_6": lambda: talib.RSI(c, 6),
        "rsi_14": lambda: talib.RSI(c, 14),
        "macd": lambda: talib.MACD(c, 12, 26, 9),
        "stoch_fast_k_14": lambda: talib.STOCHF(h, l, c, 14, 1, 0)[0],
        "stoch_slow_k_14_3": lambda: talib.STOCH(h, l, c, 14, 3, 0, 1, 0)[0],
        "stoch_slow_d_14_3_3": lambda: talib.STOCH(h, l, c, 14, 3, 0, 3, 0)[1],
        "willr_14": lambda: talib.WILLR(h, l, c, 14),
        "roc_10": lambda: talib.ROC(c, 10),
        "cci_20": lambda: talib.CCI(h, l, c, 20),
        "mfi_14": lambda: talib.MFI(h, l, c, v, 14),
        "ultosc_7_14_28": lambda: talib.ULTOSC(h, l, c, 7, 14, 28),
        "plus_di_14": lambda: talib.PLUS_DI(h, l, c, 14),
        "minus_di_14": lambda: talib.MINUS_DI(h, l, c, 14),
        "adx_14": lambda: talib.ADX(h, l, c, 14),
        "aroon": lambda: talib.AROON(h, l, 14)[::-1],
        "aroon_osc_14": lambda: talib.AROONOSC(h, l, 14),
        "linreg_slope_14": lambda: talib.LINEARREG_SLOPE(c, 14),
        "sma_20": lambda: talib.SMA(c, 20),
        "sma_60": lambda: talib.SMA(c, 60),
        "sma_240": lambda: talib.SMA(c, 240),
        "ema_12": lambda: talib.EMA(c, 12),
        "ema_26": lambda: talib.EMA(c, 26),
        "ema_60": lambda: talib.EMA(c, 60),
        "bollinger": lambda: talib.BBANDS(c, 20, 2, 2, 0),
        "candle_body": lambda: talib.BOP(o, h, l, c),
    }


NAMES = {
    "macd": ("macd_line", "macd_signal", "macd_hist"),
    "aroon": ("aroon_up_14", "aroon_down_14"),
    "bollinger": ("bollinger_upper_20_2", "bollinger_middle_20_2", "bollinger_lower_20_2"),
}


def compare() -> None:
    """Ends the process with a sentence for each column that differs."""
    wrong = []
    rows = len(np.fromfile(FOLDER / "ours-sma_20.f64"))
    for group, call in calls(*(x[:rows] for x in (o, h, l, c, v))).items():
        result = call()
        theirs = result if isinstance(result, tuple) else (result,)
        for name, expected in zip(NAMES.get(group, (group,)), theirs, strict=True):
            expected = expected * 100 if name == "atr_14_bps" else expected
            ours = np.fromfile(FOLDER / f"ours-{name}.f64")
            error = np.abs(ours - expected)[WARM_UP:]
            size = np.maximum(np.abs(ours), np.abs(expected))
            allowed = (RELATIVE * np.maximum(SMALLEST_OF.get(name, SMALLEST), size))[WARM_UP:]
            bad = ~(error <= allowed)
            if bad.any():
                at = int(np.argmax(np.where(bad, error, 0))) + WARM_UP
                wrong.append(f"{name}: {bad.sum()} rows, worst at row {at}: {ours[at]!r} ours, {expected[at]!r} TA-Lib")
    if wrong:
        sys.exit("columns differ from TA-Lib's by more than 1e-9:\n" + "\n".join(wrong))


compare()
report(calls(o, h, l, c, v))
