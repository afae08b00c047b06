"""Charts: data -> figures."""
