"""Spreadsheets in, releases and plots out. What a file says of itself is checked, not believed."""
