"""Pure: from a revision's values to faults and findings. Nothing here ever changes a number."""
