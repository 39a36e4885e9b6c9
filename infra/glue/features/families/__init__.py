"""The features themselves, one module a family, as core/features/families: FEATURES maps a name to its column."""
