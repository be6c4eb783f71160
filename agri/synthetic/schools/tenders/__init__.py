"""Tenders: county programmes are tendered in lots, done when they are let, told when they are accepted."""
