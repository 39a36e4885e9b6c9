"""Basis points of a reference, as core/features/kernels/deviation-bps.ts."""


def deviation_bps(x, reference):
    """(x / reference - 1) * 1e4; the difference of two close floats is exact, so dividing last keeps all digits."""
    return (x - reference) / reference * 1e4


def bps_of(x, price):
    """x / price * 1e4."""
    return x / price * 1e4
