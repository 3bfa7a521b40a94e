"""Programs we did not write that judge us in the slower part of the tests: fetched with npm once a machine."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest

MARKS = [pytest.mark.slow, pytest.mark.npm, pytest.mark.timeout(600)]
"""What a module of tests by such a judge is marked with."""


async def fetched(*packages: str) -> Path:
    """The folder with exactly these versions in it, such as `emulate@0.12.2`."""
    if shutil.which("npm") is None:
        pytest.fail("npm is needed for the tests by other people's programs: install nodejs and npm")
    name = "-".join(package.replace("@", "-").replace("/", "-") for package in packages)
    folder = Path(tempfile.gettempdir()) / f"signpost-judges{name}"
    done = folder / "fetched"
    if not done.exists():
        folder.mkdir(exist_ok=True)
        arguments = ("install", "--no-audit", "--no-fund", "--no-save", "--silent", "--prefix", str(folder), *packages)
        npm = await asyncio.create_subprocess_exec("npm", *arguments, cwd=folder)
        assert await npm.wait() == 0
        done.touch()
    return folder
