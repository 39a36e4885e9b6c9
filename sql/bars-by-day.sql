-- Minute bars rolled up to UTC days; minutes that the exchange has not are counted, and left out of the prices.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: prices and quote_volume in quote, volume in base, range_bps = (high - low) / open * 1e4
SELECT
  date,
  min_by(open, open_time) AS open,
  max(high) AS high,
  min(low) AS low,
  max_by(close, open_time) AS close,
  sum(volume) AS volume,
  sum(quote_volume) AS quote_volume,
  sum(trades) AS trades,
  1e4 * (max(high) - min(low)) / min_by(open, open_time) AS range_bps,
  count(*) FILTER (WHERE status = 'traded') AS traded_minutes,
  count(*) FILTER (WHERE status = 'quiet') AS quiet_minutes,
  count(*) FILTER (WHERE status = 'missing') AS missing_minutes
FROM silver.bars_1m
WHERE symbol = :symbol AND date >= :from AND date < :to
GROUP BY date
ORDER BY date
