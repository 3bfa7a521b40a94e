"""The numbers of a community: what was asked, what became of it, and what is missing."""
