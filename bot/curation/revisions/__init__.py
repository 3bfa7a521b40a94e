"""What a community made of the pack: each revision, the overlay they add up to, and the edition that answers."""
