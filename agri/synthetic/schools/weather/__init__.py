"""Weather: heat and rain of every day and place decide when work is done, and how much of it."""
