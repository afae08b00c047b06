"""Runs on screen: table, comparison, mistakes, remarks."""
