"""What was learned, kept in one file that is named after the pack and the engine that learned it.

The file holds arrays and JSON, nothing that runs when it is read. It is written beside its place and
then moved there, so that a reader never sees half of it; a file that cannot be read is learned anew.
Every edit of a pack and every overlay leaves a file; those that nobody read for a month are removed.
"""

import json
import tempfile
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

_KEPT_FOR = 30 * 24 * 3600.0
"""Seconds."""
_PART = ".part"

_PACKAGE = Path(__file__).parent
_LEARNS_NOTHING = frozenset({"__init__.py", "cache.py", "follow_up.py", "reader.py", "understanding.py"})


def engine_version() -> str:
    """A digest of the sources that learn and of the model's size: what learns differently is named differently."""
    digest = blake2b(digest_size=6)
    for path in sorted(_PACKAGE.glob("*.py")):
        if path.name not in _LEARNS_NOTHING:
            digest.update(path.read_bytes())
    digest.update(str((_PACKAGE / "model" / "encoder.onnx").stat().st_size).encode())
    return digest.hexdigest()


def cache_file(folder: Path, pack_hash: str) -> Path:
    """Where what was learned from a pack stands."""
    return folder / f"learned-{pack_hash}-{engine_version()}.npz"


def read(path: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """The arrays and the notes of a cache file; None where there is none, or none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays: Arrays = {name: stored[name] for name in stored.files}
        notes = json.loads(arrays.pop("notes").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    with suppress(OSError):
        path.touch()
    return (arrays, notes) if isinstance(notes, dict) else None


def write(path: Path, arrays: Mapping[str, npt.NDArray[Any]], notes: Mapping[str, Any]) -> None:
    """Keep arrays and notes; a folder that cannot be written to costs the next start time, never this one."""
    packed = np.frombuffer(json.dumps(notes, ensure_ascii=False).encode(), dtype=np.uint8)
    everything: dict[str, Any] = {**arrays, "notes": packed}
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=_PART, delete=False) as part:
            np.savez(part, **everything)
        Path(part.name).replace(path)
        _sweep(path.parent)


def _sweep(folder: Path) -> None:
    """Remove the caches that nobody read for long, and halves of files that were never finished."""
    long_ago = time.time() - _KEPT_FOR
    for path in (*folder.glob("*.npz"), *folder.glob(f"*{_PART}")):
        if path.stat().st_mtime < long_ago:
            path.unlink(missing_ok=True)
