"""As core/features/kernels/ta-lib-zero.ts."""

# A divisor below this counts as 0 in TA-Lib (TA_IS_ZERO).
TA_LIB_ZERO = 1e-14
