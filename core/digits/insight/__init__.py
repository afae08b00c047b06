"""The inside of a digits network: a network in, arrays out."""
