"""What is done in the invented city."""
