"""The columns that polars has, by its rolling and ewm expressions."""

import polars as pl

from timing import column, report

frame = pl.DataFrame({name: column(name) for name in ("high", "low", "close")})
close = pl.col("close")
before = close.shift(1)
change = close.diff()
true_range = pl.max_horizontal(pl.col("high") - pl.col("low"), (pl.col("high") - before).abs(), (pl.col("low") - before).abs())


def rsi(period: int) -> pl.Expr:
    gain = change.clip(lower_bound=0).ewm_mean(alpha=1 / period, adjust=False)
    loss = (-change).clip(lower_bound=0).ewm_mean(alpha=1 / period, adjust=False)
    return 100 * gain / (gain + loss)


def willr(period: int) -> pl.Expr:
    highest, lowest = pl.col("high").rolling_max(period), pl.col("low").rolling_min(period)
    return -100 * (highest - close) / (highest - lowest)


middle, deviation = close.rolling_mean(20), close.rolling_std(20, ddof=0)
COLUMNS = {
    "true_range": [true_range],
    "atr_14": [true_range.ewm_mean(alpha=1 / 14, adjust=False)],
    "rsi_6": [rsi(6)],
    "rsi_14": [rsi(14)],
    "willr_14": [willr(14)],
    "roc_10": [(close / close.shift(10) - 1) * 100],
    **{f"sma_{period}": [close.rolling_mean(period)] for period in (20, 60, 240)},
    **{f"ema_{period}": [close.ewm_mean(span=period, adjust=False)] for period in (12, 26, 60)},
    "bollinger": [middle + 2 * deviation, middle, middle - 2 * deviation],
}


def select(expressions: list[pl.Expr]):
    named = [expression.alias(str(place)) for place, expression in enumerate(expressions)]
    return lambda: frame.select(named)


report({name: select(expressions) for name, expressions in COLUMNS.items()})
