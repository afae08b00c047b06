"""Surnames: data sets, spellings, the RNNs."""
