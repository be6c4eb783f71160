"""Holdings: farms that take up practices from each other, buy at prices, and wait for crews."""
