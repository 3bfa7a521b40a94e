"""Every measurement, or those that are named: `python -m benchmarks [public] [dev] [leave-one-out] [scale] ...`.

Several are run in a process each, so that none counts the memory of another; what follows the name of a single one
and begins with a dash is for it.
"""

import importlib
import itertools
import os
import subprocess
import sys

USUAL = ("public", "dev", "scale", "talking")


def main() -> None:
    """Run the named modules of this folder, the usual ones where none is named."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read where the library is loaded, which is later; more threads only wait
    names = list(itertools.takewhile(lambda word: not word.startswith("-"), sys.argv[1:])) or USUAL
    if len(names) == 1:
        _run(names[0], sys.argv[2:])
        return
    failed = [
        name for name in names if subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode
    ]
    if failed:
        sys.exit(f"Not measured to the end: {', '.join(failed)}")


def _run(name: str, options: list[str]) -> None:
    print(f"\n## {name}\n", flush=True)
    module = importlib.import_module("benchmarks." + name.replace("-", "_"))
    sys.argv = [name, *options]
    module.main()


if __name__ == "__main__":
    main()
