"""The superior's own workbook: a given xlsx whose named cells are filled, and nothing else of it."""
