"""The mentor in a terminal."""
