"""The mentor at home in Slack: events in, replies out, nothing else."""
