-- Minutes in a row that are missing at the exchange or passed without a trade, longest first.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- :minutes integer = 1  shortest run to show
-- unit: first_minute and last_minute are open times, both in the run
WITH numbered AS (
  SELECT
    status,
    open_time,
    -- Consecutive minutes of one status keep the same difference to their number among those of that status.
    date_diff('minute', TIMESTAMP '2019-01-01 00:00:00 UTC', open_time)
      - row_number() OVER (PARTITION BY status ORDER BY open_time) AS run
  FROM silver.bars_1m
  WHERE symbol = :symbol AND date >= :from AND date < :to AND status <> 'traded'
)
SELECT
  status,
  min(open_time) AS first_minute,
  max(open_time) AS last_minute,
  count(*) AS minutes
FROM numbered
GROUP BY status, run
HAVING count(*) >= :minutes
ORDER BY minutes DESC, first_minute
