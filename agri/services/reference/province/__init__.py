"""The province's own plan in the record: taken in, versioned, read."""
