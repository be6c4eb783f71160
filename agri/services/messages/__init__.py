"""Messages that reach people: what is due, returned or changed. Never a ranking, never a person."""
