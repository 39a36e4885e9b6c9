"""Writes the values that the features are tested against: TA-Lib's where TA-Lib has the indicator, else the formula's
own, written down once more in plain Python with exact sums.

    python -m venv venv && venv/bin/pip install --only-binary=:all: TA-Lib==0.8.2 numpy==2.4.6
    venv/bin/python make_expected_values.py <folder of BTCUSDT-1m-YYYY-MM.csv.gz>

Market data is not copied: a slice is named by its file and rows, and only open times and indicator values are written,
for the first minutes (where the indicators are seeded), every 53rd after, and every 4th of those without volume.
"""

import gzip
import math
import sys
from pathlib import Path

import numpy as np
import talib

DAY_MS = 86_400_000
ROWS = 5_000
SEEDING_ROWS = 36
EVERY = 53
EVERY_FLAT = 4
PLAIN_FROM = 240
# Both begin at 00:00 UTC. The first holds 35 minutes without a trade, the second a minute of 5.4 %.
SLICES = [("BTCUSDT-1m-2022-05.csv.gz", 26 * 1440), ("BTCUSDT-1m-2022-09.csv.gz", 20 * 1440)]


def read_slice(folder: Path, file: str, first_row: int) -> dict[str, np.ndarray]:
    with gzip.open(folder / file, "rt") as lines:
        rows = [line.split(",") for line in lines][first_row : first_row + ROWS]
    table = np.array(rows, dtype=np.float64).T
    places = {"time": 0, "open": 1, "high": 2, "low": 3, "close": 4, "volume": 5, "quote": 7, "trades": 8, "buy_quote": 10}
    return {name: np.ascontiguousarray(table[place]) for name, place in places.items()}


def ta_lib_values(bars: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    o, h, l, c, v = (bars[name] for name in ("open", "high", "low", "close", "volume"))
    upper, middle, lower = talib.BBANDS(c, timeperiod=20, nbdevup=2, nbdevdn=2, matype=0)
    macd, signal, histogram = talib.MACD(c, 12, 26, 9)
    _, slow_d = talib.STOCH(h, l, c, fastk_period=14, slowk_period=3, slowk_matype=0, slowd_period=3, slowd_matype=0)
    # TA-Lib begins both lines where the smoother one is defined: a smoothing of 1 shows the whole of the other.
    slow_k, _ = talib.STOCH(h, l, c, fastk_period=14, slowk_period=3, slowk_matype=0, slowd_period=1, slowd_matype=0)
    fast_k, _ = talib.STOCHF(h, l, c, fastk_period=14, fastd_period=1, fastd_matype=0)
    aroon_down, aroon_up = talib.AROON(h, l, 14)
    highest, lowest = talib.MAX(h, 60), talib.MIN(l, 60)
    values = {
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
        "linreg_slope_14": talib.LINEARREG_SLOPE(c, 14),
        "sma_20": talib.SMA(c, 20),
        "sma_240": talib.SMA(c, 240),
        "ema_12": talib.EMA(c, 12),
        "ema_26": talib.EMA(c, 26),
        "ema_60": talib.EMA(c, 60),
        "bollinger_upper_20_2": upper,
        "bollinger_middle_20_2": middle,
        "bollinger_lower_20_2": lower,
        "candle_body": talib.BOP(o, h, l, c),
        "obv_slope_30": over_lag(talib.OBV(c, v), 30, math.nan) / talib.SUM(v, 30),
        "chaikin_money_flow_20": over_lag(talib.AD(h, l, c, v), 20, 0.0) / talib.SUM(v, 20),
        "channel_position_60": (c - lowest) / (highest - lowest),
    }
    return values


def over_lag(cumulative: np.ndarray, lag: int, before_first: float) -> np.ndarray:
    out = np.full(len(cumulative), np.nan)
    out[lag:] = cumulative[lag:] - cumulative[:-lag]
    out[lag - 1] = cumulative[lag - 1] - before_first
    return out


def plain_values(bars: dict[str, np.ndarray], row: int) -> dict[str, float]:
    """Features without a TA-Lib function at one row, each from its window alone."""
    o, h, l, c, v, q, b, n = (
        bars[name] for name in ("open", "high", "low", "close", "volume", "quote", "buy_quote", "trades")
    )

    def last(count: int) -> range:
        return range(row - count + 1, row + 1)

    def mean(values: list[float]) -> float:
        return math.fsum(values) / len(values)

    def log_return(i: int) -> float:
        return math.log(c[i] / c[i - 1])

    def realised(count: int) -> float:
        return math.sqrt(mean([log_return(i) ** 2 for i in last(count)])) * 1e4

    def z_score(x: np.ndarray, count: int) -> float:
        values = [x[i] for i in last(count)]
        centre = mean(values)
        return (x[row] - centre) / math.sqrt(mean([(value - centre) ** 2 for value in values]))

    def flow(count: int) -> float:
        traded = math.fsum(q[i] for i in last(count))
        return math.fsum(2 * b[i] - q[i] for i in last(count)) / traded if traded else 0.0

    def efficiency(count: int) -> float:
        way = math.fsum(abs(c[i] - c[i - 1]) for i in last(count))
        return abs(c[row] - c[row - count]) / way if way else 0.0

    closes = [c[i] for i in last(20)]
    band = 2 * math.sqrt(mean([(close - mean(closes)) ** 2 for close in closes]))
    day = [i for i in range(row + 1) if bars["time"][i] // DAY_MS == bars["time"][row] // DAY_MS]
    vwap = math.fsum(q[i] for i in day) / math.fsum(v[i] for i in day)
    chart = math.fsum((h[i] + l[i] + c[i]) / 3 * v[i] for i in day) / math.fsum(v[i] for i in day)
    upward = math.fsum(log_return(i) ** 2 for i in last(60) if c[i] > c[i - 1])
    size = v[row] / n[row] if n[row] else 0.0
    usual = math.fsum(v[i] for i in last(60)) / math.fsum(n[i] for i in last(60))
    return {
        "return_1": (c[row] / c[row - 1] - 1) * 1e4,
        "return_240": (c[row] / c[row - 240] - 1) * 1e4,
        "bollinger_percent_b": (c[row] - mean(closes) + band) / (2 * band) if band else 0.5,
        "bollinger_width_bps": 2 * band / mean(closes) * 1e4,
        "realised_volatility_5": realised(5),
        "realised_volatility_240": realised(240),
        "volatility_ratio_15_240": realised(15) / realised(240),
        "upside_variance_share_60": upward / math.fsum(log_return(i) ** 2 for i in last(60)),
        "parkinson_30": math.sqrt(mean([math.log(h[i] / l[i]) ** 2 for i in last(30)]) / (4 * math.log(2))) * 1e4,
        "garman_klass_60": math.sqrt(
            mean(
                [
                    math.log(h[i] / l[i]) ** 2 / 2 - (2 * math.log(2) - 1) * math.log(c[i] / o[i]) ** 2
                    for i in last(60)
                ]
            )
        )
        * 1e4,
        "rogers_satchell_60": math.sqrt(
            mean(
                [
                    math.log(h[i] / c[i]) * math.log(h[i] / o[i]) + math.log(l[i] / c[i]) * math.log(l[i] / o[i])
                    for i in last(60)
                ]
            )
        )
        * 1e4,
        "volume_z_60": z_score(v, 60),
        "volume_z_240": z_score(v, 240),
        "trade_count_z_60": z_score(n, 60),
        "trade_size_ratio_60": math.log(size / usual) if size else 0.0,
        "efficiency_ratio_30": efficiency(30),
        "flow_imbalance_1": flow(1),
        "flow_imbalance_5": flow(5),
        "flow_imbalance_60": flow(60),
        "vwap_utc_day": vwap,
        "vwap_hlc3_utc_day": chart,
        "vwap_deviation_bps": (c[row] / vwap - 1) * 1e4,
    }


def write_slice(source: Path, target: Path, file: str, first_row: int) -> None:
    bars = read_slice(source, file, first_row)
    flat = np.flatnonzero(bars["volume"] == 0).tolist()
    rows = sorted(set(range(SEEDING_ROWS)) | set(range(0, ROWS, EVERY)) | set(flat[::EVERY_FLAT]))
    ta_lib = ta_lib_values(bars)
    plain = {row: plain_values(bars, row) for row in rows if row >= PLAIN_FROM}
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
