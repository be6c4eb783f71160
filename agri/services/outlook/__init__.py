"""Projections, comparisons and searches: asked, computed apart, stored."""
