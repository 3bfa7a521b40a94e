"""When a quick check comes back: at growing intervals, by FSRS, as the answers so far make it.

The free spaced repetition scheduler of the `fsrs` package, without learning steps and without chance: the same
answers give the same day. Pure.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.mentor.learner.record import CheckAnswer


def due_moments(answers: Iterable[CheckAnswer]) -> dict[str, datetime]:
    """By check that was answered, when it comes back."""
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    cards: dict[str, Card] = {}
    for answer in answers:
        at = answer.at.astimezone(UTC)
        card = cards.get(answer.check) or Card(card_id=len(cards) + 1, due=at)
        rating = Rating.Good if answer.is_right else Rating.Again
        cards[answer.check], _ = scheduler.review_card(card, rating, review_datetime=at)
    return {check: card.due for check, card in cards.items()}


def due(answers: Iterable[CheckAnswer], now: datetime) -> list[str]:
    """The checks that are due, the longest due first."""
    moments = due_moments(answers)
    return sorted((check for check, at in moments.items() if at <= now), key=lambda check: (moments[check], check))
