"""Ledgers: lots of work and deliveries, each with its day and marks, written into books some time later."""
