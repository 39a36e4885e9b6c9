-- The last success of each stage of the pipeline, how far its data reach, and what failed since.
-- :symbol text = BTCUSDT  the pair
-- unit: times UTC; data_until is the end of the newest interval done, not included
WITH successes AS (
  SELECT stage, max(finished_time) AS last_success, max("to") AS data_until
  FROM audit.pipeline_runs
  WHERE symbol = :symbol AND status IN ('succeeded', 'unchanged')
  GROUP BY stage
)
SELECT
  runs.stage,
  max(successes.last_success) AS last_success,
  max(successes.data_until) AS data_until,
  count(*) AS runs,
  count(*) FILTER (
    WHERE runs.status = 'failed' AND (successes.last_success IS NULL OR runs.finished_time > successes.last_success)
  ) AS failures_since,
  max_by(runs.message, runs.finished_time) FILTER (WHERE runs.status = 'failed') AS last_failure
FROM audit.pipeline_runs AS runs
LEFT JOIN successes ON successes.stage = runs.stage
WHERE runs.symbol = :symbol
GROUP BY runs.stage
ORDER BY runs.stage
