"""What several features have in common, as core/features/derived."""
