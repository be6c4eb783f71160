"""Documents that an office writes out of a release: what they say, and how a Word template is filled."""
