"""As core/features/families/calendar.ts."""

import math

import numpy as np

from ..derived.volume import day_of_week, minute_of_day

DAY_MINUTES = 1440
FUNDING_MINUTES = 480


def circle(turn, parts):
    return np.array([turn(2 * math.pi * part / parts) for part in range(parts)])


def from_table(table, position):
    return lambda c: table[c.use(position)]


FEATURES = {
    "minute_of_day_sin": from_table(circle(math.sin, DAY_MINUTES), minute_of_day),
    "minute_of_day_cos": from_table(circle(math.cos, DAY_MINUTES), minute_of_day),
    "day_of_week_sin": from_table(circle(math.sin, 7), day_of_week),
    "day_of_week_cos": from_table(circle(math.cos, 7), day_of_week),
    "minutes_to_funding": from_table(
        np.array([float(FUNDING_MINUTES - 1 - minute % FUNDING_MINUTES) for minute in range(DAY_MINUTES)]), minute_of_day
    ),
}
