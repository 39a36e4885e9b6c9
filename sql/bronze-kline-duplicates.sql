-- Klines in bronze by day and way of arrival: how many rows say again what another row of that day says.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: rows; minutes are different open times, copies are rows whose payload was there before
SELECT
  date,
  source,
  count(*) AS messages,
  count(DISTINCT event_time) AS minutes,
  count(*) - count(DISTINCT payload) AS copies
FROM bronze.kline_1m
WHERE symbol = :symbol AND date >= :from AND date < :to
GROUP BY date, source
ORDER BY date, source
