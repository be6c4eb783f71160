"""What a city's package says of the documents that its office writes: who issues them, and to whom."""
