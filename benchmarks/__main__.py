"""Every measurement, or those that are named: `python -m benchmarks [public] [dev] [leave-one-out] [scale] ...`."""

import importlib
import sys

from threadpoolctl import threadpool_limits

USUAL = ("public", "dev", "scale", "talking")


def main() -> None:
    """Run the named modules of this folder, the usual ones where none is named."""
    threadpool_limits(1, "blas")
    for name in sys.argv[1:] or USUAL:
        print(f"\n## {name}\n", flush=True)
        module = importlib.import_module("benchmarks." + name.replace("-", "_"))
        sys.argv = [name]
        module.main()


if __name__ == "__main__":
    main()
