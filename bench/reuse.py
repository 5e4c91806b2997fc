"""`python -m bench reuse [DIR] [--portraits N]`: the cost and accuracy of a search among stored portraits.

Cost: N made-up portraits of one partner in an embedded database, each sealed as in production; one is searched for.
With DIR (PERSON/*.jpg, or lfw/PERSON/*.jpg) each photograph is printed on two specimen pages that are photographed
anew: "same" are the two takes of one photograph, "person" takes of two photographs of one person, "others" those of two
people.
"""

from __future__ import annotations

import argparse
import json
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from bench._figures import Scores, peak_mb, quantile, share_at, within
from bench.faces import photographs
from bench.server import models_dir
from kyc.adapters.blobs import Keyring
from kyc.adapters.faces import limits, templates
from kyc.adapters.faces.engine import OnnxFaces
from kyc.demo import specimen, story
from kyc.domain.evidence import FaceTemplate
from kyc.models import Base, Partner, Profile, Verification, transaction
from kyc.models.base import prepare_sqlite
from kyc.services.examining import reuse, traces
from kyc.services.examining.traces import Marks, Shown

RUNS = 10
HEAD = (0.15, 0.05, 0.85, 0.95)
"""The part of an LFW photograph (250 x 250) that a passport shows, in the 35 x 45 of ISO/IEC 19794-5."""
KINDS = ("same", "person", "others")


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench reuse", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--portraits", type=int, default=10_000)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        result = cost(Path(folder), given.portraits)
    if given.folder:
        result |= likeness(within(given.folder, "faces", "lfw"))
    for name, value in result.items():
        print(f"{name:18} {value}")
    print(json.dumps(result))


def cost(folder: Path, number: int) -> dict[str, Any]:
    """CPU and wall-clock milliseconds of a search for number and portrait, and how much memory it adds."""
    engine = sa.create_engine(f"sqlite:///{folder / 'bench.db'}")
    prepare_sqlite(engine, "NORMAL")
    Base.metadata.create_all(engine)
    marks = Marks(b"pepper", Keyring({"k1": secrets.token_bytes(32)}), 365)
    with Session(engine) as session:
        own, sought = _filled(session, marks, number)
    before, cpu, wall = peak_mb(), [], []
    for _ in range(RUNS):
        with Session(engine) as session:
            started, clock = time.process_time(), time.perf_counter()
            found = reuse.look(session, marks, templates.create(), own, sought)
            cpu.append(1000 * (time.process_time() - started))
            wall.append(1000 * (time.perf_counter() - clock))
    size = sum(path.stat().st_size for path in folder.glob("bench.db*"))
    engine.dispose()
    return {
        "portraits": number,
        "found": len(found.faces),
        "look_cpu_ms": quantile(cpu, 0.5, 1),
        "look_ms": {"p50": quantile(wall, 0.5, 1), "p95": quantile(wall, 0.95, 1)},
        "look_mb": peak_mb() - before,
        "database_mb": round(size / 1e6, 1),
    }


def _filled(session: Session, marks: Marks, number: int) -> tuple[str, Shown]:
    """Everybody's trace; the last of them comes again."""
    with transaction(session):
        session.add(Partner(id="ptn", name="Bench", sealed_webhook_secret=b"-"))
        for index, template in enumerate(_strangers(number + 1)):
            _person(session, index)
            shown = Shown(f"PERSON {index}", "1990-01-15", "UTO", f"UT{index:07d}", template)
            traces.keep(session, marks, f"sess_{index}", shown)
    return f"sess_{number}", replace(shown, portrait=_first(number + 1))


def _person(session: Session, index: int) -> None:
    profile = Profile(id=f"p{index}", partner_id="ptn", mode="live")
    session.add(profile)
    session.flush()
    now = datetime.now(UTC)
    session.add(Verification(id=f"sess_{index}", profile_id=profile.id, partner_id="ptn", mode="live", expires_at=now))
    session.flush()


def _strangers(number: int) -> Iterator[FaceTemplate]:
    """Vectors that resemble each other by chance alone, the same at every run."""
    random = np.random.default_rng(0)
    for _ in range(number):
        vector = random.normal(size=512)
        yield FaceTemplate(limits.MATCH_ENGINE, limits.SAME_PORTRAIT, templates.packed(vector / np.linalg.norm(vector)))


def _first(number: int) -> FaceTemplate:
    return next(_strangers(number))


def likeness(folder: Path) -> dict[str, Any]:
    """The similarity of portraits by kind of pair, and the share of each at or above the engine's limit."""
    paths = sorted(photographs(folder))
    takes = [_vectors(paths, take) for take in (0, 1)]
    found = [(path, *pair) for path, *pair in zip(paths, *takes, strict=True) if all(one is not None for one in pair)]
    first, second = (np.stack([row[place] for row in found]) for place in (1, 2))
    groups = dict(zip(KINDS, _pairs([row[0] for row in found], first @ second.T), strict=True))
    return {
        "pages": 2 * len(paths),
        "not_found": len(paths) - len(found),
        "threshold": limits.SAME_PORTRAIT,
        **{kind: _told(scores) for kind, scores in groups.items()},
    }


def _vectors(paths: Sequence[Path], take: int) -> list[Any]:
    engine = OnnxFaces(models_dir(), 1)
    return [_vector(engine, path, seed=2 * place + take) for place, path in enumerate(paths)]


def _vector(engine: OnnxFaces, path: Path, seed: int) -> Any:
    """The product's template for a page with this photograph; None where it makes none."""
    with Image.open(path) as photo:
        left, top, right, bottom = HEAD
        box = (left * photo.width, top * photo.height, right * photo.width, bottom * photo.height)
        head = photo.convert("RGB").resize((413, 531), Image.Resampling.LANCZOS, box=box)
    page = specimen.draw(story.FIELDS, head)
    found = engine.compare(specimen.photograph(page, seed), path.read_bytes()).portrait
    return np.frombuffer(found.vector, "<f2").astype(np.float64) if found else None


def _pairs(paths: Sequence[Path], similar: Scores) -> tuple[Scores, Scores, Scores]:
    """The similarities of first takes with second takes, by `KINDS`."""
    person = np.unique([path.parent.name for path in paths], return_inverse=True)[1]
    same_person, same_photo = person[:, None] == person, np.eye(len(paths), dtype=bool)
    return similar[same_photo], similar[same_person & ~same_photo], similar[~same_person]


def _told(scores: Scores) -> dict[str, float]:
    return {
        "pairs": scores.size,
        "lowest": quantile(scores.tolist(), 0.0),
        "median": quantile(scores.tolist(), 0.5),
        "highest": quantile(scores.tolist(), 1.0),
        "at_threshold": share_at(scores, limits.SAME_PORTRAIT),
    }
