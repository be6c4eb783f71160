"""Comparing scenarios and searching measures."""
