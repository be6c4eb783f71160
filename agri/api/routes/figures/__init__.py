"""Assessments, projections, releases, tasks."""
