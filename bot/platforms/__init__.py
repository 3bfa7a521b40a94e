"""The faces: events in, replies out, no decisions."""
