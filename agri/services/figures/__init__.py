"""From the record to figures: snapshots, assessments, completeness, reminders, tasks."""
