/** A divisor below this counts as 0 in TA-Lib (TA_IS_ZERO), and the indicator takes its value for a market at rest. */
export const TA_LIB_ZERO = 1e-14;
