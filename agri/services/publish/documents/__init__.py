"""The documents that an office writes out of a release."""
