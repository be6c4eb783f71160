"""What an office works with beside the figures: own tables, the ledger by filer, what reporting costs."""
