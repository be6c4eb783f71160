"""A province's own plan: ``province.toml`` of its package, read and checked."""
