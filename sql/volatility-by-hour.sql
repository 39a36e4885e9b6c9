-- How much the price moves in each hour of the UTC day, from logarithmic one-minute moves.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: bps; volatility_bps is the standard deviation of a minute's move times the root of 60; volume in base an hour
WITH moves AS (
  SELECT
    open_time,
    date,
    volume,
    -- Every minute has a row, a missing one without a close: no move spans a gap.
    1e4 * ln(close / lag(close) OVER (ORDER BY open_time)) AS move_bps
  FROM silver.bars_1m
  WHERE symbol = :symbol AND date >= :from AND date < :to
)
SELECT
  extract(HOUR FROM open_time) AS utc_hour,
  count(move_bps) AS minutes,
  stddev_samp(move_bps) * sqrt(6e1) AS volatility_bps,
  avg(abs(move_bps)) AS mean_move_bps,
  sum(volume) / count(DISTINCT date) AS mean_volume
FROM moves
GROUP BY 1
ORDER BY 1
