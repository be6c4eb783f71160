"""Past years and invented worlds projected again and scored."""
