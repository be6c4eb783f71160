"""Sessions, accounts, audit, health."""
