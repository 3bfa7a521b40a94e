"""How late an event is, is told apart from what the clocks and the way make of it."""

import pytest

from bot.platforms.discord.lag import Lag


@pytest.mark.parametrize("apart", [0.0, 5.0, -5.0, 3600.0])
def test_only_what_lies_above_the_least_age_counts_however_far_the_clocks_are_apart(apart: float) -> None:
    now = [1000.0]
    lag = Lag(lambda: now[0] + apart, lambda: now[0])
    assert lag.of(1000.0 - 0.08) == 0
    assert lag.of(1000.0 - 0.05) == 0
    assert lag.of(1000.0 - 1.55) == pytest.approx(1.5)
    assert lag.of(1000.0 - 0.05) == pytest.approx(0)


def test_a_clock_that_was_put_right_is_believed_after_a_while() -> None:
    now, apart = [0.0], [0.0]
    lag = Lag(lambda: now[0] + apart[0], lambda: now[0])
    assert lag.of(0.0) == 0
    apart[0] = 2.0
    assert lag.of(0.0) == pytest.approx(2.0)
    for now[0] in (700.0, 1400.0):
        late = lag.of(now[0])
    assert late == pytest.approx(0)
