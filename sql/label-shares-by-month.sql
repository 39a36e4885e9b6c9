-- How often each class of label occurs, by month; always answering HOLD would be right hold_percent of the time.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: percent of the labelled minutes
SELECT
  CAST(date_trunc('month', date) AS date) AS month,
  count(label) AS labelled_minutes,
  count(*) - count(label) AS unlabelled_minutes,
  1e2 * count(*) FILTER (WHERE label = 0) / nullif(count(label), 0) AS sell_percent,
  1e2 * count(*) FILTER (WHERE label = 1) / nullif(count(label), 0) AS hold_percent,
  1e2 * count(*) FILTER (WHERE label = 2) / nullif(count(label), 0) AS buy_percent
FROM gold.labels_1m
WHERE symbol = :symbol AND date >= :from AND date < :to
GROUP BY 1
ORDER BY 1
