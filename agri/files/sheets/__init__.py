"""From a file that somebody hands in to sheets of raw cells, whatever its format."""
