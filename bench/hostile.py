"""Hostile images against a real server: the answers, their time and memory, and how the worker handles them."""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import _hostile
from bench._figures import quantile
from bench._hostile.doors import Told, by_api, by_page
from bench._hostile.material import Sample
from bench.pipeline import cpu_s, peak_mb
from bench.server import Server, models_dir, people_dir
from kyc.adapters import documents, images
from kyc.config import Settings
from kyc.demo.client import Client
from kyc.demo.story import acts
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Refused
from kyc.domain.ports import Page
from kyc.models import StatusHistory, Verification

KEY = "ekyc_test_bench"
UNLIMITED = "10000000/minute"
# The most expensive ones, sent by as many clients as the server has threads, for its peak memory.
HEAVY = (
    "a photo of the largest size",
    "png of the largest allowed size",
    "jpeg with thousands of scans",
    "png with a bomb in text or profile",
    "pdf with a huge image",
    "webp with a bomb of metadata",
    "heic flipped in the header",
)


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench hostile")
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--clients", type=int, default=2, help="that send at once")
    parser.add_argument("--page-share", type=float, default=0.1, help="sent through the applicant's page")
    parser.add_argument("--crowd", type=int, default=32, help="clients that send only the heaviest, at the end")
    parser.add_argument("--examined", type=int, default=300, help="accepted ones that the worker reads too")
    parser.add_argument("--read", type=int, default=10**6, help="accepted ones that the reader reads here")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(given, Path(folder))
    for name, value in figures.items():
        print(f"{name:22} {value}", flush=True)
    print(json.dumps(figures))


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All three parts: at the doors, concurrently, and in the worker; then the reader alone."""
    settings = {
        "VALID_API_KEYS": KEY,
        "STATUS_LIMIT": UNLIMITED,
        "CREATE_LIMIT": UNLIMITED,
        "READ_LIMIT": UNLIMITED,
        "SESSION_TTL": "86400",
    }
    (folder / "kept").mkdir()
    with Server(folder / "instance", workers=1, **settings) as server:
        web = web_pids(server)
        idle, before = [peak_mb(pid) for pid in web], sum(map(cpu_s, web))
        told = send_all(server, given, folder / "kept")
        figures: dict[str, Any] = {"images": len(told), "seed": given.seed, **answers(told)}
        figures["web_cpu_s_per_image"] = round((sum(map(cpu_s, web)) - before) / max(1, len(told)), 3)
        figures["web_peak_mb_idle"], figures["web_peak_mb"] = max(idle), max(map(peak_mb, web))
        _say(figures)
        figures["crowd"] = crowd(server, given, web)
        figures["web_processes_the_same"] = web == web_pids(server)
        _say(figures)
        figures["worker"] = examine(server, [one for one in told if one.accepted], given)
        figures["web_alive"] = web == web_pids(server)
        _say(figures)
    figures["reader"] = read_here(sorted((folder / "kept").iterdir())[: given.read])
    return figures


def _say(figures: dict[str, Any]) -> None:
    print(f"… {datetime.now(UTC):%H:%M:%S} {json.dumps(figures)}", flush=True)


def web_pids(server: Server) -> list[int]:
    """The processes under gunicorn's own; a changed list means that one died."""
    master = server.processes["web"].pid
    return sorted(int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split())


def send_all(server: Server, given: argparse.Namespace, kept: Path) -> list[Told]:
    """Every image once; accepted ones are kept for the reader. Few are queued at a time, because some are large."""
    dice, room = random.Random(given.seed), threading.Semaphore(2 * given.clients)

    def send(sample: Sample, page: bool, place: int) -> Told:
        try:
            told = (by_page if page else by_api)(server.url, KEY, sample)
        finally:
            room.release()
        if told.accepted:
            (kept / f"{place:05} {sample.kind.replace('/', ' ')}").write_bytes(sample.data)
        if not told.clean:
            print(f"… {place} {told}", flush=True)
        return told

    with ThreadPoolExecutor(given.clients) as pool:
        waiting = []
        for place, sample in enumerate(_hostile.samples(given.images, given.seed)):
            room.acquire()
            waiting.append(pool.submit(send, sample, dice.random() < given.page_share, place))
        return [one.result() for one in waiting]


def answers(told: Sequence[Told]) -> dict[str, Any]:
    """The doors' answers."""
    slowest = sorted(told, key=lambda one: -one.seconds)[:5]
    return {
        "outcomes": dict(Counter(one.outcome for one in told).most_common()),
        "codes": dict(Counter(one.code for one in told).most_common()),
        "answer_s": {
            "p50": quantile([one.seconds for one in told], 0.5),
            "p99": quantile([one.seconds for one in told], 0.99),
            "max": round(slowest[0].seconds, 2),
        },
        "slowest": [f"{one.kind} {one.seconds:.1f} s {one.code}" for one in slowest],
    }


def crowd(server: Server, given: argparse.Namespace, web: Iterable[int]) -> dict[str, Any]:
    """Only the heaviest kinds, from many clients at once; the health check is called meanwhile."""
    material = _hostile.prepare(given.seed)
    heavy = [
        Sample(name, _hostile.KINDS[name](random.Random(f"{given.seed}-{turn}"), material), "a.jpg", "image/jpeg")
        for turn in range(2)
        for name in HEAVY
    ]
    with ThreadPoolExecutor(given.crowd) as pool:
        sent = [pool.submit(by_api, server.url, KEY, heavy[turn % len(heavy)]) for turn in range(4 * given.crowd)]
        told = [one.result() for one in sent]
    return {"clients": given.crowd, "web_peak_mb": max(map(peak_mb, web)), **answers(told)}


def examine(server: Server, accepted: list[Told], given: argparse.Namespace) -> dict[str, Any]:
    """Put accepted images into verifications: each must end in a decision, by the same worker process."""
    chosen = random.Random(given.seed).sample(accepted, min(given.examined, len(accepted)))
    worker, client = server.processes["worker-1"], Client(server.url, KEY)
    selfie = acts(1, people_dir())[0].selfie
    for one in chosen:
        client.add_selfie(one.session, selfie)
        client.submit(one.session)
    engine = sa.create_engine(f"sqlite:///{server.instance / 'ekyc.db'}?timeout=30")
    ids = [one.session for one in chosen]
    states = _decided(engine, ids, 30 + 20 * len(ids))
    alive = worker.poll() is None
    return {
        "examined": len(ids),
        "outcomes": dict(Counter(states.values()).most_common()),
        "alive": alive,
        "peak_mb": peak_mb(worker.pid) if alive else None,
        **_durations(engine, dict(zip(ids, chosen, strict=True))),
    }


def _decided(engine: sa.Engine, ids: Sequence[str], patience_s: float) -> dict[str, str]:
    """The state of each once none is in progress, or at the time limit."""
    deadline, chosen = time.monotonic() + patience_s, set(ids)
    while True:
        with engine.connect() as connection:
            rows = connection.execute(sa.select(Verification.id, Verification.state)).all()
        states = {row.id: str(row.state.value) for row in rows if row.id in chosen}
        if time.monotonic() > deadline or not set(states.values()) & {"submitted", "processing"}:
            return states
        time.sleep(1)


def _durations(engine: sa.Engine, told: dict[str, Told]) -> dict[str, Any]:
    """Seconds from the start of the job to its last row in the history."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(StatusHistory.verification_id, StatusHistory.step, StatusHistory.at)).all()
    begun = {row.verification_id: row.at for row in rows if row.step == "begin"}
    ended: dict[str, datetime] = {}
    for row in rows:
        ended[row.verification_id] = max(row.at, ended.get(row.verification_id, row.at))
    taken = {one: (ended[one] - begun[one]).total_seconds() for one in told if one in begun}
    slowest = sorted(taken, key=lambda one: -taken[one])[:3]
    return {
        "job_s_p50": quantile(list(taken.values()), 0.5),
        "job_s_max": quantile(list(taken.values()), 1.0),
        "slowest": [f"{told[one].kind} {taken[one]:.1f} s" for one in slowest],
    }


def read_here(files: Sequence[Path]) -> dict[str, Any]:
    """The document reader alone on what was accepted: no error, and the CPU-seconds of the slowest."""
    limits = Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic-settings takes it
    intake = images.create(max_bytes=limits.max_upload_bytes, max_pixels=limits.max_image_pixels)
    reader, today = documents.create(threads=1, models_dir=models_dir()), datetime.now(UTC).date()
    spent, failed = list[tuple[float, str]](), Counter[str]()
    for file in files:
        try:
            picture = intake.accept(file.read_bytes(), allow_pdf=True)
            start = time.process_time()
            reader.read([Page(Side.DATA_PAGE, picture.data)], DocumentType.PASSPORT, today)
            spent.append((time.process_time() - start, file.name))
        except Refused as refusal:
            failed[f"no longer accepted: {refusal.code}"] += 1
        except Exception as error:  # noqa: BLE001  (counted, whatever it is)
            failed[f"{type(error).__name__} at {file.name[6:]}"] += 1
    seconds = [one for one, _ in spent]
    return {
        "read": len(spent),
        "errors": dict(failed),
        "cpu_s": {"p50": quantile(seconds, 0.5), "p99": quantile(seconds, 0.99), "max": quantile(seconds, 1.0)},
        "slowest": [f"{name[6:]} {one:.1f} s" for one, name in sorted(spent, reverse=True)[:3]],
        "peak_mb": peak_mb(os.getpid()),
    }
