"""Sweeps: plan, directory, table, ranking."""
