"""Signpost: a mentoring bot for people who want to get into a field, in Discord, Slack and a terminal."""
