"""A release as workbook, CSV, JSON and print."""
