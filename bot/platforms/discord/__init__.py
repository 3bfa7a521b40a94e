"""The mentor in Discord: events in, replies out, nothing else."""
