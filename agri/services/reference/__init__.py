"""Reference data: places, forms, plan, baselines, and what a month asks of a place."""
