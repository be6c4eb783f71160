"""Commands about a province: its own plan, and the demo of all its cities."""
