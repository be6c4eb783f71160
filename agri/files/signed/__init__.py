"""One place's form of one period, as it is signed, sealed and filed: on paper and as a workbook."""
