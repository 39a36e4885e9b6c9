"""The columns of pandas-ta (its maintained fork, for the original has no release for Python 3.11), without TA-Lib."""

import pandas as pd
import pandas_ta_classic as ta

from timing import column, report

high, low, close = (pd.Series(column(name)) for name in ("high", "low", "close"))

report(
    {
        "true_range": lambda: ta.true_range(high, low, close),
        "atr_14": lambda: ta.atr(high, low, close, length=14),
        "rsi_6": lambda: ta.rsi(close, length=6),
        "rsi_14": lambda: ta.rsi(close, length=14),
        "macd": lambda: ta.macd(close, fast=12, slow=26, signal=9),
        "willr_14": lambda: ta.willr(high, low, close, length=14),
        "roc_10": lambda: ta.roc(close, length=10),
        "sma_20": lambda: ta.sma(close, length=20),
        "sma_60": lambda: ta.sma(close, length=60),
        "sma_240": lambda: ta.sma(close, length=240),
        "ema_12": lambda: ta.ema(close, length=12),
        "ema_26": lambda: ta.ema(close, length=26),
        "ema_60": lambda: ta.ema(close, length=60),
        "bollinger": lambda: ta.bbands(close, length=20, std=2, ddof=0),
    }
)
