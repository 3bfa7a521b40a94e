"""A question that the small pack does not answer, and what a moderator writes about it."""

MISO = "how long does miso keep in the fridge?"
ANSWER = "Miso keeps for a year in a closed jar in the fridge."
WRITTEN = {
    "question": "How long does miso keep?",
    "answer": ANSWER,
    "phrasings": MISO,
    "next_steps": "Write the day you opened it on the lid.",
    "sources": "house-notes",
}
"""The form of a new entry, filled in."""
