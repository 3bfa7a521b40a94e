"""Pictures: small, the same for the same drawing, drawn beside the loop, and never a reason to fail."""

import asyncio
import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from bot.mentor.learner.drawings import ProgressDrawing, SkillGroup, SkillRow, SkillsDrawing
from bot.pictures import Studio, studio
from bot.pictures.paper import ORANGE, UnwritableError, width_of, wrapped
from bot.pictures.studio import MAX_BYTES, paint

LONG = "Internationalization of absolutely every"


def profile(rows: int = 18, label: str = "Linear algebra", have: int | None = 4, need: int = 6) -> SkillsDrawing:
    made = tuple(SkillRow(f"{label}{' ' * index}", have, need, 2, "2/3") for index in range(rows))
    groups = tuple(SkillGroup(f"Family {index}", made[index::4]) for index in range(4))
    return SkillsDrawing("Your skills", groups, "you", "enough", "to go", "then", "checked", "Linear algebra: 4 of 6.")


def weeks(*done: int) -> ProgressDrawing:
    shown = tuple((f"Nov {index}", number) for index, number in enumerate(done))
    way = (("done", 10), ("under way", 5), ("to go", 85))
    return ProgressDrawing("Done", "12 weeks", shown, "The way", *way, "Nothing yet", "alt")


DRAWINGS = {
    "usual": profile(),
    "long names": profile(label=LONG),
    "nothing rated": profile(have=None),
    "everything": profile(have=10),
    "nothing needed": profile(need=0, have=0),
    "one skill": profile(rows=1),
    "many skills": profile(rows=40),
    "long title": replace(
        profile(), title="Your skills, as a researcher or data scientist and a machine learning engineer"
    ),
    "dollars": profile(label="$x^2$ and $"),
    "weeks": weeks(0, 1, 2, 3, 0, 0, 9, 0, 0, 1, 0, 4),
    "no week": weeks(*[0] * 12),
    "huge week": weeks(*[0] * 11, 4000),
    "no way": replace(weeks(1, 1), done=("d", 0), under_way=("u", 0), left=("l", 0)),
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_every_picture_is_small_and_wide_enough_for_a_phone(drawing: SkillsDrawing | ProgressDrawing) -> None:
    png = paint(drawing)
    assert len(png) <= MAX_BYTES
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.width == 800
    assert len(picture.getcolors(100_000) or []) > 3


def test_the_ground_is_opaque_and_pale_so_that_it_reads_on_light_and_dark() -> None:
    picture = Image.open(io.BytesIO(paint(profile())))
    assert "transparency" not in picture.info
    pixel = picture.convert("RGB").getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 230


def test_a_gap_is_marked_and_no_gap_is_not() -> None:
    def orange(drawing: SkillsDrawing) -> int:
        picture = Image.open(io.BytesIO(paint(drawing))).convert("RGB")
        wanted = tuple(int(ORANGE[index : index + 2], 16) for index in (1, 3, 5))
        pixels = np.asarray(picture.crop((0, 200, picture.width, picture.height)), dtype=int)
        return int((np.abs(pixels - wanted) < 40).all(axis=2).sum())

    assert orange(profile(have=2, need=8)) > 1000
    assert orange(profile(have=8, need=2)) == 0


async def test_the_same_drawing_is_drawn_once() -> None:
    drawer = Studio()
    first = await drawer.draw(profile())
    assert await drawer.draw(profile()) is first
    drawer.close()


async def test_the_loop_goes_on_while_a_picture_is_drawn() -> None:
    drawer = Studio()
    drawing = asyncio.ensure_future(drawer.draw(profile(rows=40)))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 20
    assert await drawing
    drawer.close()


@pytest.mark.parametrize("label", ["日本語のスキル", "Emoji 🍲"])
async def test_letters_the_font_lacks_are_left_to_words(label: str) -> None:
    drawer = Studio()
    assert await drawer.draw(profile(label=label)) is None
    drawer.close()


async def test_a_failure_is_no_picture_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> bytes:
        raise UnwritableError

    monkeypatch.setattr(studio, "paint", broken)
    drawer = Studio()
    assert await drawer.draw(profile()) is None
    drawer.close()


async def test_a_picture_too_large_to_send_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "paint", lambda _: b"x" * (MAX_BYTES + 1))
    drawer = Studio()
    assert await drawer.draw(profile()) is None
    drawer.close()


async def test_many_at_once_are_drawn_in_turn_and_too_many_are_left_to_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "paint", lambda drawing: str(drawing.title).encode())
    drawer = Studio()
    drawn = await asyncio.gather(*(drawer.draw(replace(weeks(1), title=str(number))) for number in range(60)))
    assert drawn[:3] == [b"0", b"1", b"2"]
    assert None in drawn
    drawer.close()


def test_nothing_of_matplotlib_is_loaded_before_a_picture_is_drawn() -> None:
    code = "import sys, bot.app; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_label_is_wrapped_and_then_cut() -> None:
    assert wrapped("SQL", 9, 1.3, lines=2) == ["SQL"]
    lines = wrapped(LONG * 2, 9, 1.3, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width_of(line, 9) <= 1.3 for line in lines)
