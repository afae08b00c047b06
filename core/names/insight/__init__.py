"""The inside of a surname network: a network in, arrays out."""
