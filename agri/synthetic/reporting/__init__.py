"""How invented places report: bias, delays, entry errors."""
