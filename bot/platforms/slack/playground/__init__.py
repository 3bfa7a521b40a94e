"""A stand-in Slack on loopback, to play with and to prove with; no workspace and no token needed."""
