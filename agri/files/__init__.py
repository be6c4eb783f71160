"""Files that come in: what people's spreadsheets say, read without believing what they say of themselves."""
