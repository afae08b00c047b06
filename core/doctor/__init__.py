"""The doctor: what is wrong with a run, and what helps."""
