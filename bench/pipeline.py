"""A whole verification with real engines: from submit to decision, CPU seconds and peak memory of the worker."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from bench.server import Server, people_dir
from kyc.demo.client import Client
from kyc.demo.story import Act, acts

KEY = "ekyc_test_bench"


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench pipeline")
    parser.add_argument("--verifications", type=int, default=20)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), VALID_API_KEYS=KEY) as server:
        client = Client(server.url, KEY)
        prepared = acts(given.verifications + 1, people_dir())
        verify(client, prepared[0])  # loads the models
        worker = server.processes["worker-1"].pid
        before = cpu_s(worker)
        decided = [verify(client, act) for act in prepared[1:]]
        used = (cpu_s(worker) - before) / len(decided)
        figures = {
            "verifications": len(decided),
            "decision_s": spread([seconds for seconds, _ in decided]),
            "cpu_s": round(used, 2),
            "rss_mb": peak_mb(worker),
            "outcomes": {
                word: sum(status == word for _, status in decided) for word in {status for _, status in decided}
            },
        }
    for name, value in figures.items():
        print(f"{name:15} {value}")
    print(json.dumps(figures))


def verify(client: Client, act: Act) -> tuple[float, str]:
    """Seconds from submit to decision as seen by a polling partner, and the decision."""
    opened = client.open_session(applicant=act.applicant)
    client.add_document(opened["id"], act.document)
    client.add_selfie(opened["id"], act.selfie)
    start = time.perf_counter()
    client.submit(opened["id"])
    status = client.wait(opened["id"])["status"]
    return time.perf_counter() - start, status


def spread(values: list[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    ordered = statistics.quantiles(values, n=20) if len(values) > 1 else values * 19
    return {"p50": round(statistics.median(values), 2), "p95": round(ordered[18], 2)}


def cpu_s(pid: int) -> float:
    """User and system seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> int:
    """The peak memory of a process, in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024
