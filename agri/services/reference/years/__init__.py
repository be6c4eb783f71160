"""What one year hands on to the next: what its course leads one to expect, and forms that change with it."""
