"""Pure: targets, planned path, progress against it, outlook from a projection's draws."""
