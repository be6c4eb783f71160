"""The invented city: places, land, capacities, levels, seasons."""
