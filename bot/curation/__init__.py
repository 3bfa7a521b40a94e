"""Moderators look after the answers: what came in, what they make of it, what becomes of it."""
