"""Content as files: the overlay written and read, questions and answers from elsewhere, brought into a community."""
