"""Which days of gold depend on days of silver, as adapters/lakehouse/stages/gold.ts."""

from datetime import date, timedelta

# Minutes before a day that its features are computed from, as LIVE_BARS in core/features, and the days they reach into.
CONTEXT_MINUTES = 1500
CONTEXT_DAYS = 2


def day_after(day, count):
    """The day so many days after (before, when negative)."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def due_days(days, offsets, present):
    """Days at these distances from `days` that silver has, ascending."""
    return sorted({day_after(day, offset) for day in days for offset in offsets} & present)


def context_of(day, present):
    """The day itself and the days before it, without a hole, that its features are computed from; ascending."""
    context = [day]
    for back in range(1, CONTEXT_DAYS + 1):
        if day_after(day, -back) not in present:
            break
        context.insert(0, day_after(day, -back))
    return context
