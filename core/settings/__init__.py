"""Settings and configs: declared once, checked, said in words."""
