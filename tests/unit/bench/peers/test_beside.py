"""The seed answers as the contract says, and both sides are measured by the same client."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from bench.peers import beside
from bench.peers.load import load
from bench.peers.seed_server import Seed, is_here


@pytest.mark.xdist_group("pocketbase")
def test_the_seed_keeps_the_contract_that_is_measured(tmp_path: Path) -> None:
    assert is_here(), "Node.js and Express belong to the tools of the tests"
    with Seed(tmp_path, beside.KEY) as seed:
        create = f"{seed.url}/api/profiles/create"
        made = requests.post(create, data=beside.SAME, headers=beside.HEADERS, timeout=30)
        again = requests.post(create, data=beside.SAME, headers=beside.HEADERS, timeout=30)
        assert (made.status_code, again.status_code) == (201, 200)
        assert again.json() == {**made.json(), "message": "Existing record found"}
        status = requests.get(f"{seed.url}/api/profiles/{made.json()['id']}", timeout=30).json()["data"]
        assert (status["status"], status["document_number"]) == ("unverified", "B0000001")
        assert requests.post(create, data=beside.SAME, timeout=30).status_code == 401
        assert requests.post(create, data=b"{}", headers=beside.HEADERS, timeout=30).status_code == 400
        assert requests.get(f"{seed.url}/api/profiles/{'a' * 15}", timeout=30).status_code == 404
        figures = {
            kind: load(seed.url, ask, beside.HEADERS, seed.pids, 0.2, 2).figures
            for kind, ask in beside._calls(seed.url).items()
        }
    assert list(figures) == ["create", "reuse", "status"]
    assert all(one["rps"] > 0 for one in figures.values())
    lines = beside.table({"ours": figures, "seed": figures})
    assert len(lines) == 7
    assert lines[1].startswith("create    ours")
