"""
Kelly's prior: what the model's own entries would have earned on minutes it has not seen.

The plainest rule that resembles the strategy: enter at the close of a minute whose prediction passes the gates, leave after
the horizon, one position at a time. No stop and no target: those belong to the backtest.
"""

import numpy as np

HOLD = 1


def gate_trades(probabilities, moves, open_times, class_move_bps, horizon_minutes, cost_bps, cost_margin, min_confidence):
    """
    probabilities: (rows, 3) calibrated. moves: (rows,) forward moves in bps. Returns the net result of each trade, bps.
    """
    signals = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    expected = probabilities @ class_move_bps
    side = signals - HOLD
    passes = (side != 0) & (confidence >= min_confidence) & (side * expected >= cost_margin * cost_bps)
    results, free_from = [], -np.inf
    for row in np.flatnonzero(passes):
        if open_times[row] >= free_from:
            results.append(side[row] * float(moves[row]) - cost_bps)
            free_from = open_times[row] + horizon_minutes * 60_000
    return np.array(results, np.float64)


def trade_record(results):
    """The summary that core/model/prediction.ts calls TradeRecordSummary."""
    wins = results[results > 0]
    losses = results[results <= 0]
    return {
        "trades": int(len(results)),
        "wins": int(len(wins)),
        "winBpsSum": float(wins.sum()),
        "lossBpsSum": float(-losses.sum()),
    }
