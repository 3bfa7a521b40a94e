"""The steps, oldest first; each module says why it was taken."""
