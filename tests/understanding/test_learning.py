"""What is learned: heads, matcher, calibration, the cache, and packs too large for gradients."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.errors import UnderstandingError
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, Reader, cache, learn
from bot.understanding.cache import cache_file
from bot.understanding.course import Course
from bot.understanding.learning import fit_matcher
from bot.understanding.lessons import Lesson, Meaning, Sort, lessons_of
from bot.understanding.matcher import COARSE_FROM, KINDS, SHORTLIST
from bot.understanding.representation import Array
from bot.understanding.softmax import SoftmaxHead, Taught, fit_one_more, fit_softmax


def _blobs(classes: int, each: int, dimensions: int = 800) -> tuple[Array, np.ndarray]:
    chance = np.random.default_rng(1)
    centers = chance.standard_normal((classes, dimensions))
    points = np.repeat(centers, each, axis=0) + 0.6 * chance.standard_normal((classes * each, dimensions))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points.astype(np.float32), np.repeat(np.arange(classes), each)


def test_the_encoder_gives_vectors_of_length_one_that_do_not_depend_on_neighbors(encoder: Encoder) -> None:
    texts = ["how do I cook rice", "", "x" * 5000, "which knife"]
    together = encoder.encode(texts)
    assert together.shape == (4, 768)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(together[3], encoder.encode(["which knife"])[0])


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match="build_encoder"):
        Encoder(tmp_path)


def test_importing_the_package_loads_neither_the_model_nor_a_learning_library() -> None:
    code = "import sys, bot.understanding; print(sorted({'onnxruntime', 'sklearn', 'tokenizers'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_a_cache_that_was_read_lately_stays_and_one_that_nobody_reads_goes(tmp_path: Path) -> None:
    used, unused, half, new = (tmp_path / name for name in ("used.npz", "unused.npz", "half.part", "new.npz"))
    for path in (used, unused):
        cache.write(path, {"numbers": np.arange(3)}, {"about": "three"})
    half.write_bytes(b"PK")
    for path in (used, unused, half):
        os.utime(path, (0, 0))
    assert cache.read(used) is not None
    cache.write(new, {}, {})
    assert sorted(tmp_path.iterdir()) == [new, used]


def test_a_head_names_the_class_of_points_it_has_not_seen() -> None:
    points, labels = _blobs(12, 10)
    head = fit_softmax(points[::2], labels[::2], 12, 20)
    assert (head.logits(points[1::2]).argmax(axis=1) == labels[1::2]).all()


def test_a_class_added_to_a_head_is_found_and_takes_nothing_from_the_others() -> None:
    points, labels = _blobs(9, 10)
    old = labels < 8
    head = fit_softmax(points[old], labels[old], 8, 20)
    more = fit_one_more(head, points[old], points[~old][:5], 20)
    assert (more.logits(points).argmax(axis=1) == labels).all()
    assert np.array_equal(more.weights[:8], head.weights)


def test_a_class_fitted_anew_moves_only_by_what_its_examples_changed() -> None:
    points, labels = _blobs(9, 10)
    head = fit_softmax(points, labels, 9, 20)
    others, own = labels < 8, points[labels == 8]
    rest = SoftmaxHead(head.weights[:8], head.biases[:8])
    before = Taught(np.append(head.weights[8], head.biases[8]), own)
    same = fit_one_more(rest, points[others], own, 20, before=before)
    assert np.allclose(same.logits(points), head.logits(points), atol=1e-3)
    stranger = points[:1]
    taught = fit_one_more(rest, points[others][1:], np.concatenate([own, stranger]), 20, before=before)
    assert taught.logits(stranger)[0, 8] > head.logits(stranger)[0, 8]


def test_a_pack_that_is_taught_the_same_again_reads_everything_as_before(pack: Pack, reader: Reader) -> None:
    """What a moderator adds in one click must not move what it is not about."""
    again = reader
    for entry in pack.entries.values():
        again = again.with_entry(entry)
    for kind in pack.out_of_scope:
        again = again.with_examples(kind.kind, kind.examples)
    for question in pack.golden_questions:
        before, after = reader.read(question.text), again.read(question.text)
        assert after.candidates[0].entry_id == before.candidates[0].entry_id
        assert after.scope == pytest.approx(before.scope, abs=0.02)


def test_learning_twice_gives_the_same_numbers(pack: Pack, encoder: Encoder, reader: Reader, tmp_path: Path) -> None:
    again = learn(pack, encoder, tmp_path)
    for text in ("how much salt goes in", "I bake bread for a living, is a school worth it?", "fix my car"):
        assert again.read(text) == reader.read(text)


def test_the_cache_gives_the_same_reader_again(pack: Pack, encoder: Encoder, reader: Reader, cache: Path) -> None:
    steps: list[str] = []
    again = learn(pack, encoder, cache, lambda what, done, total: steps.append(f"{what} {done}/{total}"))
    assert steps == []
    assert again.read("which pan do I buy first") == reader.read("which pan do I buy first")


def test_a_spoilt_cache_is_learned_anew(pack: Pack, encoder: Encoder, reader: Reader, tmp_path: Path) -> None:
    path = cache_file(tmp_path, pack.hash)
    path.write_bytes(b"PK not what was written")
    told: list[tuple[int, int]] = []
    again = learn(pack, encoder, tmp_path, lambda _, done, total: told.append((done, total)))
    assert again.read("how do I cook rice") == reader.read("how do I cook rice")
    assert any(done == total for done, total in told)
    assert path.read_bytes() != b"PK not what was written"


def test_a_folder_that_cannot_be_written_to_costs_only_time(pack: Pack, encoder: Encoder, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert learn(pack, encoder, blocked).read("how do I cook rice").best is not None


def test_every_text_of_the_pack_is_a_lesson(pack: Pack) -> None:
    taught = {lesson.text for lesson in lessons_of(pack)}
    assert {phrasing for entry in pack.entries.values() for phrasing in entry.phrasings} <= taught
    assert {example for group in pack.out_of_scope for example in group.examples} <= taught
    assert {example for group in pack.social for example in group.examples} <= taught


def _made_up(classes: int, each: int) -> tuple[list[Lesson], Array]:
    points, labels = _blobs(classes, each)
    sorts = [Sort.OUT_OF_SCOPE if label < KINDS + 3 else Sort.ENTRY for label in labels]
    lessons = [
        Lesson(f"text {row}", Meaning(sort, f"meaning-{label}"))
        for row, (sort, label) in enumerate(zip(sorts, labels.tolist(), strict=True))
    ]
    return lessons, points


@pytest.mark.parametrize("classes", [90, COARSE_FROM + 100])
def test_a_matcher_finds_the_meaning_on_a_short_list_in_a_pack_of_any_size(classes: int) -> None:
    lessons, points = _made_up(classes, 4)
    course = Course.of(lessons, points, {})
    matcher, calibration = fit_matcher(lessons, points, {})
    assert (matcher.coarse is not None) == course.is_large
    found = 0
    for row in range(0, len(lessons), 37):
        weighed = matcher.weigh(points[row : row + 1])
        assert len(weighed.meanings) == SHORTLIST + KINDS
        place = int(calibration.log_meanings(weighed)[0].argmax())
        found += matcher.meanings[weighed.meanings[place]] == lessons[row].meaning
        assert matcher.known.texts[weighed.nearest(place)].startswith("text")
    assert found == len(range(0, len(lessons), 37))
