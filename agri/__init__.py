"""Track the reduction of agricultural inputs and project whether the year's targets will be met."""

__version__ = "0.1.0"
