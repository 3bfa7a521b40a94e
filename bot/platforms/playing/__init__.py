"""What the playgrounds of all platforms have in common: one page, what is on it, and who it is served to."""
