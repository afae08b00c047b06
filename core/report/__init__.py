"""Reports: a run, a comparison, a sweep or a chapter as one HTML file, a run as a card (PNG)."""
