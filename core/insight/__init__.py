"""Insight that needs runs: held-out answers, mistakes, snapshots."""
