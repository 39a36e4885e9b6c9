"""Every feature of the registry, as core/features computes them: same definitions, same order of operations."""
