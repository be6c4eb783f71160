"""Read files of every spreadsheet format into sheets of raw cells."""
