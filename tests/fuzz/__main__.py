"""`python -m tests.fuzz TARGET [--runs N | --seconds N] [--kept FOLDER]`: fuzz one target, by atheris if installed."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.targets import TARGETS, Target

SLOWEST_S, MOST_MB = 10, 1500


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="a folder that keeps what reached new branches, and what failed")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        kept = given.kept or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        fuzz(TARGETS[given.target], kept, given)


def fuzz(target: Target, kept: Path, given: argparse.Namespace) -> None:
    """Never returns: libFuzzer exits the process, with a code other than 0 for a finding, kept in `kept`."""
    try:
        import atheris
    except ImportError:
        sys.exit(by_chance(target.entry(), target.start(), given.runs, given.seconds or 60, given.seed))
    atheris.enabled_hooks.add("str")  # feeds back what a comparison wants; the hook for patterns cannot take bytes
    with atheris.instrument_imports(include=["kyc", "PIL"]):
        entry, seeds = target.entry(), target.start()
    for place, seed in enumerate(seeds):
        (kept / f"seed-{place}").write_bytes(seed)
    bounds = [f"-runs={given.runs}"] if given.runs else [f"-max_total_time={given.seconds or 60}"]
    limits = [f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MB}", f"-max_len={target.longest}"]
    told = [f"-artifact_prefix={kept}/", "-print_final_stats=1", f"-seed={given.seed}"]
    atheris.Setup([sys.argv[0], *bounds, *limits, *told, str(kept)], entry)
    atheris.Fuzz()


def by_chance(entry: Callable[[bytes], None], seeds: list[bytes], runs: int, seconds: float = 0, seed: int = 1) -> int:
    """Where atheris has no wheel: the same entry points with random mutations, without following branches."""
    dice, end, done = random.Random(seed), time.monotonic() + seconds, 0
    while done < runs if runs else time.monotonic() < end:
        entry(damaged(dice, dice.choice(seeds), dice.choice(seeds)) if done >= len(seeds) else seeds[done])
        done += 1
    print(f"Done {done} runs by chance", file=sys.stderr)
    return 0


def damaged(dice: random.Random, data: bytes, other: bytes) -> bytes:
    """Bits flipped, a piece of another seed inserted, the end cut off."""
    raw = bytearray(data)
    for _ in range(dice.choice((0, 1, 3, 20))):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    start = dice.randrange(len(raw) + 1)
    if dice.random() < 0.4:
        raw[start : start + dice.choice((0, 3, 40))] = other[dice.randrange(len(other)) :][: dice.choice((1, 9, 200))]
    return bytes(raw[: dice.randrange(1, len(raw) + 1)] if dice.random() < 0.2 else raw)


if __name__ == "__main__":
    main(sys.argv[1:])
