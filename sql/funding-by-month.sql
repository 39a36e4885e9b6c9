-- What a long position paid to hold through every funding settlement, by month; negative when it was paid.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: total_percent of the position's value in the month; rates in bps a settlement
SELECT
  CAST(date_trunc('month', date) AS date) AS month,
  count(*) AS settlements,
  1e2 * CAST(sum(rate) AS double) AS total_percent,
  1e4 * avg(CAST(rate AS double)) AS mean_bps,
  1e4 * CAST(min(rate) AS double) AS lowest_bps,
  1e4 * CAST(max(rate) AS double) AS highest_bps
FROM silver.funding
WHERE symbol = :symbol AND date >= :from AND date < :to
GROUP BY 1
ORDER BY 1
