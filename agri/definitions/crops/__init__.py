"""Crops of a city: seasons of a plan year, form sections for each crop, and what may be wrong with them."""
