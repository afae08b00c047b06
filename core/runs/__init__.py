"""Runs: the run directory, the worker, the queue, and what is read of them."""
