"""Reports from spreadsheets: taken, compared with the record, told of, and the workbooks to fill in."""
