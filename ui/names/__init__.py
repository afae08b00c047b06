"""What only surnames show."""
