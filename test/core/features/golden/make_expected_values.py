"""Writes the values that the features are tested against: TA-Lib's where TA-Lib has the indicator, else the formula's
own, written down once more in plain Python with exact sums.

    python -m venv venv && venv/bin/pip install --only-binary=:all: TA-Lib==0.8.2 numpy==2.4.6
    venv/bin/python make_expected_values.py ../shared/data

Market data is not copied: a slice is named by its file and rows, and only open times and indicator values are written,
for the first minutes (where the indicators are seeded), every 97th after, and every 4th of those without volume.
"""

import bisect
import csv
import gzip
import math
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import talib

DAY_MS = 86_400_000
ROWS = 5_000
SEEDING_ROWS = 36
EVERY = 97
EVERY_FLAT = 4
PLAIN_FROM = 240
RETURNS = (1, 2, 3, 5, 10, 15, 30, 60, 120, 240)
# Both begin at 00:00 UTC. The first holds 35 minutes without a trade, the second a minute of 5.4 %.
SLICES = [("BTCUSDT-1m-2022-05.csv.gz", 26 * 1440), ("BTCUSDT-1m-2022-09.csv.gz", 20 * 1440)]


def read_slice(data: Path, file: str, first_row: int) -> dict[str, np.ndarray]:
    with gzip.open(data / "klines_usdm_1m" / file, "rt") as lines:
        rows = [line.split(",") for line in lines][first_row : first_row + ROWS]
    table = np.array(rows, dtype=np.float64).T
    places = {"time": 0, "open": 1, "high": 2, "low": 3, "close": 4, "volume": 5, "quote": 7, "trades": 8}
    places |= {"buy": 9, "buy_quote": 10}
    bars = {name: np.ascontiguousarray(table[place]) for name, place in places.items()}
    return {**bars, "funding": settled_rates(data / "funding/BTCUSDT_funding_8h.csv", bars["time"])}


def settled_rates(file: Path, open_times: np.ndarray) -> np.ndarray:
    """The last rate settled before each minute's close."""
    with file.open() as lines:
        settlements = [(float(row["fundingTime"]), float(row["fundingRate"])) for row in csv.DictReader(lines)]
    times = [time for time, _ in settlements]
    return np.array([settlements[bisect.bisect_left(times, time + 60_000) - 1][1] for time in open_times])


def ta_lib_values(bars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    o, h, l, c, v = (bars[name] for name in ("open", "high", "low", "close", "volume"))
    upper, middle, lower = talib.BBANDS(c, timeperiod=20, nbdevup=2, nbdevdn=2, matype=0)
    macd, signal, histogram = talib.MACD(c, 12, 26, 9)
    _, slow_d = talib.STOCH(h, l, c, fastk_period=14, slowk_period=3, slowk_matype=0, slowd_period=3, slowd_matype=0)
    # TA-Lib begins both lines where the smoother one is defined: a smoothing of 1 shows the whole of the other.
    slow_k, _ = talib.STOCH(h, l, c, fastk_period=14, slowk_period=3, slowk_matype=0, slowd_period=1, slowd_matype=0)
    fast_k, _ = talib.STOCHF(h, l, c, fastk_period=14, fastd_period=1, fastd_matype=0)
    aroon_down, aroon_up = talib.AROON(h, l, 14)
    return {
        "true_range": talib.TRANGE(h, l, c),
        "atr_14": talib.ATR(h, l, c, 14),
        "atr_14_bps": talib.NATR(h, l, c, 14) * 100,
        "rsi_6": talib.RSI(c, 6),
        "rsi_14": talib.RSI(c, 14),
        "macd_line": macd,
        "macd_signal": signal,
        "macd_hist": histogram,
        "stoch_fast_k_14": fast_k,
        "stoch_slow_k_14_3": slow_k,
        "stoch_slow_d_14_3_3": slow_d,
        "willr_14": talib.WILLR(h, l, c, 14),
        "roc_10": talib.ROC(c, 10),
        "cci_20": talib.CCI(h, l, c, 20),
        "mfi_14": talib.MFI(h, l, c, v, 14),
        "ultosc_7_14_28": talib.ULTOSC(h, l, c, 7, 14, 28),
        "plus_di_14": talib.PLUS_DI(h, l, c, 14),
        "minus_di_14": talib.MINUS_DI(h, l, c, 14),
        "adx_14": talib.ADX(h, l, c, 14),
        "aroon_up_14": aroon_up,
        "aroon_down_14": aroon_down,
        "aroon_osc_14": talib.AROONOSC(h, l, 14),
        # A slope is the same from any origin; near 0 TA-Lib's products of sums lose fewer digits.
        "linreg_slope_14": talib.LINEARREG_SLOPE(c - c[0], 14),
        "sma_20": talib.SMA(c, 20),
        "sma_60": talib.SMA(c, 60),
        "sma_240": talib.SMA(c, 240),
        "ema_12": talib.EMA(c, 12),
        "ema_26": talib.EMA(c, 26),
        "ema_60": talib.EMA(c, 60),
        "bollinger_upper_20_2": upper,
        "bollinger_middle_20_2": middle,
        "bollinger_lower_20_2": lower,
        "candle_body": talib.BOP(o, h, l, c),
        "obv_slope_30": over_lag(talib.OBV(c, v), 30, math.nan) / talib.SUM(v, 30),
        "obv_slope_60": over_lag(talib.OBV(c, v), 60, math.nan) / talib.SUM(v, 60),
        "chaikin_money_flow_20": over_lag(talib.AD(h, l, c, v), 20, 0.0) / talib.SUM(v, 20),
        "channel_position_60": position(c, talib.MIN(l, 60), talib.MAX(h, 60)),
        "channel_position_240": position(c, talib.MIN(l, 240), talib.MAX(h, 240)),
    }


def position(x: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> np.ndarray:
    return (x - lowest) / (highest - lowest)


def over_lag(cumulative: np.ndarray, lag: int, before_first: float) -> np.ndarray:
    out = np.full(len(cumulative), np.nan)
    out[lag:] = cumulative[lag:] - cumulative[:-lag]
    out[lag - 1] = cumulative[lag - 1] - before_first
    return out


def plain_values(bars: dict[str, np.ndarray], indicators: dict[str, np.ndarray], row: int) -> dict[str, float]:
    """The other features at one row, each from its window alone and, where it builds on one, TA-Lib's indicator."""
    return {
        **of_returns(bars, row),
        **of_indicators(bars, indicators, row),
        **of_volatility(bars, row),
        **of_volume(bars, row),
        **of_candle(bars, row),
        **of_calendar(bars, row),
        **of_funding(bars, row),
    }


def last(row: int, count: int) -> range:
    return range(row - count + 1, row + 1)


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def deviation(values: list[float]) -> float:
    centre = mean(values)
    return math.sqrt(mean([(value - centre) ** 2 for value in values]))


def of_returns(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    c = bars["close"]

    def efficiency(count: int) -> float:
        way = math.fsum(abs(c[i] - c[i - 1]) for i in last(row, count))
        return abs(c[row] - c[row - count]) / way if way else 0.0

    returns = {f"return_{count}": (c[row] / c[row - count] - 1) * 1e4 for count in RETURNS}
    return {**returns, "efficiency_ratio_10": efficiency(10), "efficiency_ratio_30": efficiency(30)}


def of_indicators(bars: dict[str, np.ndarray], indicators: dict[str, np.ndarray], row: int) -> dict[str, float]:
    c, q, v = bars["close"], bars["quote"], bars["volume"]
    typical = (bars["high"] + bars["low"] + c) / 3
    averages = ("sma_20", "sma_60", "sma_240", "ema_12", "ema_26", "ema_60")
    in_quote = ("macd_line", "macd_signal", "macd_hist", "linreg_slope_14")
    closes = [c[i] for i in last(row, 20)]
    band = 2 * deviation(closes)
    day = [i for i in range(row + 1) if bars["time"][i] // DAY_MS == bars["time"][row] // DAY_MS]
    vwap = math.fsum(q[i] for i in day) / math.fsum(v[i] for i in day)
    chart = math.fsum(typical[i] * v[i] for i in day) / math.fsum(v[i] for i in day)
    return {
        **{f"close_to_{name}": (c[row] / indicators[name][row] - 1) * 1e4 for name in averages},
        **{f"{name}_bps": indicators[name][row] / c[row] * 1e4 for name in in_quote},
        "range_to_atr_14": indicators["true_range"][row] / indicators["atr_14"][row],
        "bollinger_percent_b": (c[row] - mean(closes) + band) / (2 * band) if band else 0.5,
        "bollinger_width_bps": 2 * band / mean(closes) * 1e4,
        "vwap_utc_day": vwap,
        "vwap_hlc3_utc_day": chart,
        "vwap_deviation_bps": (c[row] / vwap - 1) * 1e4,
    }


def of_volatility(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    o, h, l, c = (bars[name] for name in ("open", "high", "low", "close"))

    def ln(a: float, b: float) -> float:
        return math.log(a / b)

    def realised(count: int) -> float:
        return math.sqrt(mean([ln(c[i], c[i - 1]) ** 2 for i in last(row, count)])) * 1e4

    parkinson = [ln(h[i], l[i]) ** 2 / (4 * math.log(2)) for i in last(row, 30)]
    garman_klass = [
        ln(h[i], l[i]) ** 2 / 2 - (2 * math.log(2) - 1) * ln(c[i], o[i]) ** 2 for i in last(row, 60)
    ]
    rogers_satchell = [ln(h[i], c[i]) * ln(h[i], o[i]) + ln(l[i], c[i]) * ln(l[i], o[i]) for i in last(row, 60)]
    squares = math.fsum(ln(c[i], c[i - 1]) ** 2 for i in last(row, 60))
    upward = math.fsum(ln(c[i], c[i - 1]) ** 2 for i in last(row, 60) if c[i] > c[i - 1])
    return {
        **{f"realised_volatility_{count}": realised(count) for count in (5, 15, 60, 240)},
        "volatility_ratio_15_240": realised(15) / realised(240),
        "upside_variance_share_60": upward / squares,
        "parkinson_30": math.sqrt(mean(parkinson)) * 1e4,
        "garman_klass_60": math.sqrt(mean(garman_klass)) * 1e4,
        "rogers_satchell_60": math.sqrt(mean(rogers_satchell)) * 1e4,
    }


def of_volume(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    v, n, q = bars["volume"], bars["trades"], bars["quote"]
    buys, buys_in_quote = bars["buy"], bars["buy_quote"]

    def z_score(x: np.ndarray, count: int) -> float:
        values = [x[i] for i in last(row, count)]
        return (x[row] - mean(values)) / deviation(values)

    def flow(count: int) -> float:
        traded = math.fsum(q[i] for i in last(row, count))
        return math.fsum(2 * buys_in_quote[i] - q[i] for i in last(row, count)) / traded if traded else 0.0

    size = v[row] / n[row] if n[row] else 0.0
    usual = math.fsum(v[i] for i in last(row, 60)) / math.fsum(n[i] for i in last(row, 60))
    return {
        "volume_z_60": z_score(v, 60),
        "volume_z_240": z_score(v, 240),
        "trade_count_z_60": z_score(n, 60),
        "trade_count": n[row],
        "average_trade_size": size,
        "trade_size_ratio_60": math.log(size / usual) if size else 0.0,
        "taker_buy_share": buys[row] / v[row] if v[row] else 0.5,
        **{f"flow_imbalance_{count}": flow(count) for count in (1, 3, 5, 15, 60)},
    }


def of_candle(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    o, h, l, c = (bars[name][row] for name in ("open", "high", "low", "close"))
    return {
        "candle_range_bps": (h - l) / c * 1e4,
        "candle_upper_wick": (h - max(o, c)) / (h - l) if h > l else 0.0,
        "candle_lower_wick": (min(o, c) - l) / (h - l) if h > l else 0.0,
    }


def of_calendar(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    opened = datetime.fromtimestamp(bars["time"][row] / 1000, tz=timezone.utc)
    minute = opened.hour * 60 + opened.minute
    closed = opened + timedelta(minutes=1)
    return {
        "minute_of_day_sin": math.sin(2 * math.pi * minute / 1440),
        "minute_of_day_cos": math.cos(2 * math.pi * minute / 1440),
        "day_of_week_sin": math.sin(2 * math.pi * opened.weekday() / 7),
        "day_of_week_cos": math.cos(2 * math.pi * opened.weekday() / 7),
        "minutes_to_funding": -(closed.hour * 60 + closed.minute) % 480,
    }


def of_funding(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    rate = bars["funding"] * 1e4
    day = [rate[i] for i in last(row, 1440)] if row >= 1439 else [math.nan]
    score = (rate[row] - mean(day)) / max(deviation(day), 0.1)
    return {
        "funding_rate_bps": rate[row],
        "funding_change_8h_bps": rate[row] - rate[row - 480] if row >= 480 else math.nan,
        "funding_z_1d": score if math.isnan(score) else min(4.0, max(-4.0, score)),
    }


def write_slice(source: Path, target: Path, file: str, first_row: int) -> None:
    bars = read_slice(source, file, first_row)
    flat = np.flatnonzero(bars["volume"] == 0).tolist()
    rows = sorted(set(range(SEEDING_ROWS)) | set(range(0, ROWS, EVERY)) | set(flat[::EVERY_FLAT]))
    ta_lib = ta_lib_values(bars)
    plain = {row: plain_values(bars, ta_lib, row) for row in rows if row >= PLAIN_FROM}
    plain_names = list(next(iter(plain.values())))
    with (target / f"expected-{file[11:18]}.csv").open("w", newline="\n") as out:
        out.write(f"# rows {first_row} to {first_row + ROWS - 1} of {file}; an empty cell is undefined or not computed\n")
        c_version = talib.__ta_version__.decode().split(" ")[0]
        out.write(f"# TA-Lib {talib.__version__} from PyPI (C library {c_version}), numpy {np.__version__}\n")
        names = [f"TA-Lib:{name}" for name in ta_lib] + [f"Python:{name}" for name in plain_names]
        out.write(",".join(["openTime", *names]) + "\n")
        for row in rows:
            cells = [cell(column[row]) for column in ta_lib.values()]
            cells += [cell(plain.get(row, {}).get(name, math.nan)) for name in plain_names]
            out.write(",".join([str(int(bars["time"][row])), *cells]) + "\n")


def cell(value: float) -> str:
    return "" if math.isnan(value) else repr(float(value))


def main() -> None:
    for file, first_row in SLICES:
        write_slice(Path(sys.argv[1]), Path(__file__).parent, file, first_row)


if __name__ == "__main__":
    main()
