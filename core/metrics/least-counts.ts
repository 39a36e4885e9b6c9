/** Below so many trades a ratio of them, or an interval, would only pretend: it is not given. */
export const LEAST_TRADES = 10;

/** Below so many daily returns a figure that is annualised from them is not given. */
export const LEAST_DAYS = 30;

/** The market never closes: a year has 365 daily returns. */
export const DAYS_A_YEAR = 365;
