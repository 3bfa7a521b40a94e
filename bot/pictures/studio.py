"""Draws in a thread of its own, one picture at a time, and remembers the latest ones.

Implements `bot.mentor.learner.drawings.Illustrator`. Matplotlib is imported when the first picture is drawn and not
before; it is not safe to use from two threads, so there is one. A failure is logged and becomes None: whoever asked
says it in words.
"""

import asyncio
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.mentor.learner.drawings import Drawing, ProgressDrawing, SkillsDrawing, WeeksDrawing

log = structlog.get_logger(__name__)

MAX_BYTES = 200_000
_KEPT = 128
_SECONDS = 10.0
_WAITING = 32
"""Drawings that may wait; beyond it words are quicker than a picture."""


class Studio:
    """Where pictures are drawn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._kept: OrderedDict[Drawing, bytes] = OrderedDict()
        self._waiting = 0

    async def draw(self, drawing: Drawing) -> bytes | None:
        """The picture as a PNG of at most `MAX_BYTES`, or None where it could not be drawn."""
        kept = self._kept.get(drawing)
        if kept is not None:
            self._kept.move_to_end(drawing)
            return kept
        if self._waiting >= _WAITING:
            log.warning("picture left out", reason="too many are waiting")
            return None
        self._waiting += 1
        try:
            png = await asyncio.wait_for(
                asyncio.get_running_loop().run_in_executor(self._thread, paint, drawing), _SECONDS
            )
        except Exception as error:  # noqa: BLE001 - a picture is never worth a failure; it is said in words
            log.warning("picture not drawn", kind=type(drawing).__name__, reason=repr(error))
            return None
        finally:
            self._waiting -= 1
        if len(png) > MAX_BYTES:
            log.warning("picture left out", reason="too large", size=len(png))
            return None
        self._kept[drawing] = png
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return png

    def close(self) -> None:
        """Finish the picture under way and end the thread; harmless when repeated."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def paint(drawing: Drawing) -> bytes:
    """The picture as a PNG; takes some hundred milliseconds the first time."""
    from bot.pictures.progress_chart import paint_progress
    from bot.pictures.skills_chart import paint_skills
    from bot.pictures.weeks_chart import paint_weeks

    started = time.perf_counter()
    match drawing:
        case SkillsDrawing():
            png = paint_skills(drawing)
        case ProgressDrawing():
            png = paint_progress(drawing)
        case WeeksDrawing():
            png = paint_weeks(drawing)
    milliseconds = round((time.perf_counter() - started) * 1000)
    log.info("picture drawn", kind=type(drawing).__name__, milliseconds=milliseconds, size=len(png))
    return png
