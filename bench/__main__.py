"""`python -m bench NAME [ARGUMENTS]`: run one benchmark; its last line is a JSON object with all figures."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith(("_", "server")))


def run(words: list[str]) -> None:
    if not words or words[0] not in NAMES:
        raise SystemExit(f"usage: python -m bench {{{','.join(NAMES)}}} [ARGUMENTS]")
    importlib.import_module(f"bench.{words[0]}").main(words[1:])


if __name__ == "__main__":
    run(sys.argv[1:])
