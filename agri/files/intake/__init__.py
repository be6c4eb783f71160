"""Spreadsheets in: open a file, find its table, read its rows, and say what was left out and why."""
