"""Rumours: practices, pests, work and figures go from neighbour to neighbour, whatever the county."""
