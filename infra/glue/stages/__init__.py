"""Silver and gold of days, as adapters/lakehouse/stages: the same rules on the same tables."""
