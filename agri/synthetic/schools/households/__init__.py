"""Households: young and old decide by a threshold, hands come home at festivals, cadres go their rounds."""
