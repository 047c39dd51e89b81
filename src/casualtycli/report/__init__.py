"""What the program shows: tables for people, and the same as dictionaries for machines."""
