"""What must hold of the mentor."""
