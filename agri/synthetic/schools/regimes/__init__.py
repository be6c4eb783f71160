"""Regimes: hidden states of every township and task switch with money, meetings and inspections."""
