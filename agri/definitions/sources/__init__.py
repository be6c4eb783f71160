"""The list of sources of a package: where each figure comes from, and how sure it is."""
