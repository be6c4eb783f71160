"""Markets: companies with a place, capacity and price serve whom they reach and tell from books."""
