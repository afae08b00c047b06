"""What only digits show."""
