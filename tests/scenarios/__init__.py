"""What a person can do, told once and played on every face."""
