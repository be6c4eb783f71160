"""Forms, places, plan, measures, baselines."""
