"""Slack's face, proven against a stand-in Slack on loopback."""
