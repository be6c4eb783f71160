"""How fast things are, beside how fast they should be: ``python -m benchmarks``."""
