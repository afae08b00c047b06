"""The train page: fields, run panel, diagnoses."""
