"""The dashboard and the alerts ask for what is there: every name, every label, and every figure stands somewhere."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from kyc.adapters.screening import load
from kyc.config import Settings
from kyc.meters import figures
from kyc.models import WorkerHeartbeat, transaction, utcnow
from tests.unit.adapters.screening.files import write_own

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).parents[3]
BOARD = ROOT / "deploy" / "grafana" / "ekyc.json"
ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yaml"
PARTS = re.compile(r"(_total|_bucket|_count|_sum)$")
OF_PROMETHEUS = {"instance", "le", "job"}


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(BOARD.read_text())["panels"]
    return [one for one in found if one["type"] != "row"]


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def queries() -> list[str]:
    """Everything that is asked of Prometheus."""
    return [target["expr"] for panel in panels() for target in panel["targets"]] + [rule["expr"] for rule in rules()]


def counted() -> Iterator[Any]:
    """What processes count."""
    return (one for one in vars(figures).values() if hasattr(one, "_labelnames"))


@pytest.fixture
def known(client: FlaskClient, session: Session, settings: Settings, tmp_path: Path) -> dict[str, set[str]]:
    """Every figure of a server that has everything, with its labels."""
    load(settings.watchlists_dir, [write_own(tmp_path, {"id": "e1", "name": "Viktor Example"}, date="2020-01-01")])
    with transaction(session):
        session.add(WorkerHeartbeat(executor_id="host-1", at=utcnow()))
    found: dict[str, set[str]] = defaultdict(set, {one._name: set(one._labelnames) for one in counted()})
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            if sample.name.startswith("ekyc_"):
                found[PARTS.sub("", sample.name)] |= set(sample.labels)
    return found


def names(query: str) -> set[str]:
    return {PARTS.sub("", one) for one in re.findall(r"\bekyc_\w+", query)}


def labels(query: str) -> set[str]:
    """What a query selects and groups by."""
    chosen = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", query)
    grouped = [
        word.strip() for group in re.findall(r"\b(?:by|on|ignoring)\s*\(([^)]*)\)", query) for word in group.split(",")
    ]
    return {*chosen, *grouped} - {""}


def test_every_query_asks_for_figures_that_there_are(known: dict[str, set[str]]) -> None:
    assert {name for query in queries() for name in names(query)} - set(known) == set()


def test_every_label_is_one_of_the_figures_of_its_query(known: dict[str, set[str]]) -> None:
    wrong = [
        (query, labels(query) - set().union(*(known[name] for name in names(query)), OF_PROMETHEUS))
        for query in queries()
    ]
    assert [one for one in wrong if one[1]] == []


def test_every_figure_stands_somewhere(known: dict[str, set[str]]) -> None:
    assert set(known) - {name for query in queries() for name in names(query)} == set()


def test_every_legend_names_a_label_that_its_query_keeps() -> None:
    for panel in panels():
        for target in panel["targets"]:
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= labels(target["expr"]), panel["title"]


def test_counters_are_asked_for_their_rate_alone() -> None:
    for query in queries():
        for name in re.findall(r"\bekyc_\w+_(?:total|bucket|count|sum)\b", query):
            ranged = re.search(rf"(?:rate|increase)\({name}(?:{{[^}}]*}})?\[", query)
            assert ranged, f"{name} in {query}"


def test_the_panels_have_titles_of_their_own_and_do_not_overlap() -> None:
    found = panels()
    assert len({panel["id"] for panel in found}) == len(found)
    assert len({panel["title"] for panel in found}) == len(found)
    taken = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in found
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24


def test_every_alert_says_what_is_the_matter_and_how_much_it_hurries() -> None:
    found = rules()
    assert len({rule["alert"] for rule in found}) == len(found) > 10
    for rule in found:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert len(rule["annotations"]["summary"]) > 20
        told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        assert told <= labels(rule["expr"]) | OF_PROMETHEUS, rule["alert"]


def test_operators_read_of_every_alert() -> None:
    page = (ROOT / "docs" / "operate" / "health.md").read_text()
    assert [rule["alert"] for rule in rules() if f"`{rule['alert']}`" not in page] == []


def test_operators_read_of_every_figure(known: dict[str, set[str]]) -> None:
    page = (ROOT / "docs" / "operate" / "health.md").read_text()
    told = {PARTS.sub("", name) for name in re.findall(r"`(ekyc_\w+)", page)}
    assert set(known) == told
