"""Reporting units below a township and beside it: ``reporting_units.csv`` of a package, read and checked."""
