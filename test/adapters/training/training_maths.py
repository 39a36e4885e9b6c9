"""The trainer's rules of arithmetic, on examples small enough to check by hand. Run by training-maths.test.ts."""

import os
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../infra/sagemaker"))

from calibration import class_moves, fit_temperature, log_loss, with_temperature  # noqa: E402
from class_balance import balance_classes, draw_epoch  # noqa: E402
from dataset import Dataset  # noqa: E402
from gate_trades import gate_trades, trade_record  # noqa: E402
from metrics import validation_metrics  # noqa: E402
from scaler import fit_scaler  # noqa: E402

MINUTE_MS = 60_000
MOVES = np.array([-20.0, 0.0, 20.0])


class ScalerTest(unittest.TestCase):
    def test_standard_score_with_clipping(self):
        scaler = fit_scaler(np.array([[1, 7], [3, 7]], np.float32))
        np.testing.assert_array_equal(scaler.mean, [2, 7])
        np.testing.assert_array_equal(scaler.std, [1, 0])
        scaled = scaler.apply(np.array([[4, 7], [100, 9]], np.float32))
        np.testing.assert_array_equal(scaled, np.array([[2, 0], [5, 0]], np.float32))

    def test_a_constant_in_float32_is_a_constant(self):
        self.assertEqual(fit_scaler(np.full((1000, 1), 0.1, np.float32)).std[0], 0)


class ClassBalanceTest(unittest.TestCase):
    LABELS = np.repeat([0, 1, 2], [500, 9000, 500]).astype(np.int8)

    def test_an_epoch_is_as_long_as_asked_and_the_same_for_the_same_seed(self):
        balance = balance_classes(self.LABELS, 4000)
        rows = np.arange(len(self.LABELS))
        one, same, other = (draw_epoch(rows, self.LABELS, balance, np.random.default_rng(seed)) for seed in (1, 1, 2))
        self.assertAlmostEqual(len(one), 4000, delta=2)
        np.testing.assert_array_equal(one, same)
        self.assertFalse(np.array_equal(one, other))
        self.assertEqual(len(set(one.tolist())), len(one))

    def test_rare_classes_are_kept_whole_and_weigh_more(self):
        balance = balance_classes(self.LABELS, 4000)
        np.testing.assert_array_equal(balance.keep[[0, 2]], [1, 1])
        self.assertGreater(balance.weight[0], balance.weight[1])

    def test_undoing_the_balance_gives_the_true_probabilities_back(self):
        balance = balance_classes(self.LABELS, 4000)
        true = np.array([[0.05, 0.9, 0.05], [0.3, 0.3, 0.4]])
        tilted = true * balance.keep * balance.weight
        tilted /= tilted.sum(axis=1, keepdims=True)
        np.testing.assert_allclose(balance.undo(tilted), true, rtol=1e-12)


class CalibrationTest(unittest.TestCase):
    def test_finds_the_temperature_that_the_answers_were_sharpened_by(self):
        random = np.random.default_rng(3)
        true = random.dirichlet([1, 2, 1], 40_000)
        labels = (random.random(40_000)[:, None] > true.cumsum(axis=1)).sum(axis=1)
        sharpened = with_temperature(true, 0.5)
        temperature = fit_temperature(sharpened, labels)
        self.assertAlmostEqual(temperature, 2, delta=0.06)
        self.assertLess(log_loss(with_temperature(sharpened, temperature), labels), log_loss(sharpened, labels))

    def test_mean_move_by_class_with_the_training_part_for_a_rare_class(self):
        labels = np.repeat([0, 1, 2], [40, 40, 5])
        moves = np.repeat([-15.0, 1.0, 99.0], [40, 40, 5])
        found = class_moves(moves, labels, np.array([30.0, 34.0, -9.0]), np.array([2, 2, 0]))
        np.testing.assert_array_equal(found, [-15, 1, 32])


class GateTradesTest(unittest.TestCase):
    def trades(self, probabilities, moves, minutes=None):
        minutes = range(len(moves)) if minutes is None else minutes
        times = np.array(minutes, np.float64) * MINUTE_MS
        return gate_trades(np.array(probabilities), np.array(moves), times, MOVES, 3, 11, 1.5, 0.35).tolist()

    def test_earns_the_move_in_its_direction_less_the_cost(self):
        self.assertEqual(self.trades([[0, 0.05, 0.95]], [30]), [19])
        self.assertEqual(self.trades([[0.95, 0.05, 0]], [30]), [-41])

    def test_stays_out_when_the_expected_move_is_below_the_gate_or_the_answer_is_hold(self):
        self.assertEqual(self.trades([[0, 0.2, 0.8]], [30]), [])
        self.assertEqual(self.trades([[0, 1, 0]], [30]), [])

    def test_holds_one_position_at_a_time(self):
        self.assertEqual(self.trades([[0, 0, 1]] * 7, [11, 21, 31, 41, 51, 61, 71]), [0, 30, 60])

    def test_counts_minutes_and_not_rows_across_a_gap(self):
        self.assertEqual(self.trades([[0, 0, 1]] * 2, [11, 21], minutes=[0, 3]), [0, 10])

    def test_sums_wins_and_losses_apart(self):
        record = trade_record(np.array([19.0, -41.0, 0.0, 1.0]))
        self.assertEqual(record, {"trades": 4, "wins": 2, "winBpsSum": 20.0, "lossBpsSum": 41.0})
        nothing = trade_record(np.array([]))
        self.assertEqual(nothing, {"trades": 0, "wins": 0, "winBpsSum": 0.0, "lossBpsSum": 0.0})


class MetricsTest(unittest.TestCase):
    LABELS = np.array([0, 1, 1, 2])
    REALISED = np.array([-20.0, 0.0, 0.0, 20.0])

    def test_a_perfect_model(self):
        metrics = validation_metrics(np.eye(3)[self.LABELS], self.LABELS, self.REALISED, MOVES)
        self.assertEqual(metrics["accuracy"], 1)
        self.assertEqual(metrics["alwaysHoldAccuracy"], 0.5)
        self.assertEqual(metrics["macroF1"], 1)
        self.assertEqual((metrics["precisionBuy"], metrics["precisionSell"]), (1, 1))
        self.assertAlmostEqual(metrics["expectedMoveSlope"], 1)

    def test_a_model_that_always_holds_has_no_precision_and_no_slope(self):
        probabilities = np.tile([0.25, 0.5, 0.25], (4, 1))
        metrics = validation_metrics(probabilities, self.LABELS, self.REALISED, MOVES)
        self.assertEqual(metrics["accuracy"], metrics["alwaysHoldAccuracy"])
        self.assertAlmostEqual(metrics["macroF1"], 2 / 9)
        self.assertIsNone(metrics["precisionBuy"])
        self.assertIsNone(metrics["expectedMoveSlope"])
        self.assertAlmostEqual(metrics["calibrationError"], 0)
        self.assertAlmostEqual(metrics["logLoss"], metrics["classShareLogLoss"])


class WindowEndsTest(unittest.TestCase):
    def test_no_window_spans_a_missing_minute_or_begins_before_the_data(self):
        times = np.array([0, 1, 2, 3, 5, 6, 7, 8], np.float64) * MINUTE_MS
        description = {"window": 3, "split": {"train": [0, 8], "validation": [5, 8]}}
        data = Dataset(np.zeros((8, 1)), np.zeros(8), np.zeros(8), times, description)
        np.testing.assert_array_equal(data.window_ends("train"), [2, 3, 6, 7])
        np.testing.assert_array_equal(data.window_ends("validation"), [6, 7])


if __name__ == "__main__":
    unittest.main()
