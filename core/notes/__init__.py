"""The notes' tables and open questions, and our recorded results."""
