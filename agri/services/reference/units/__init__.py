"""Reporting units that offices open and close between two versions of their package."""
