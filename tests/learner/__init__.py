"""The learner: pure decisions, features over a real database, pictures."""
