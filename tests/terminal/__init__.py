"""What must hold of the terminal."""
