"""A document number or a portrait that comes again under another person, with real engines over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PIL import Image

from bench.server import Server
from kyc.demo.client import Client
from kyc.demo.story import act
from tests.whole.conftest import database_settings
from tests.whole.test_verification import results, verify

pytestmark = pytest.mark.xdist_group("whole")
KEY, LIVE_KEY = "ekyc_test_reuse", "a-live-key-of-the-same-partner"
ANA = {"surname": "SAMPLE", "given_names": "ANA", "number": "UT1234567"}
BERTHA = {"surname": "OTHER", "given_names": "BERTHA", "number": "UT7654321", "birth_date": date(1971, 12, 1)}
REUSED = {"document_reused", "portrait_reused"}


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Ana has been here with her passport; everybody else comes after her."""
    folder = tmp_path_factory.mktemp("reuse")
    with Server(folder, VALID_API_KEYS=f"{KEY},{LIVE_KEY}", **database_settings(request)) as running:
        yield running


@pytest.fixture(scope="module")
def first(server: Server, others: dict[str, Image.Image]) -> dict[str, Any]:
    return verify(Client(server.url, KEY), act(others["ana"], others["ana"], seed=31, **ANA))


@pytest.fixture(scope="module")
def again(server: Server, others: dict[str, Image.Image], first: dict[str, Any]) -> dict[str, Any]:
    """Ana once more, on a record of its own since little is declared of her."""
    evidence = act(others["ana"], others["ana"], seed=34, **ANA)
    return verify(Client(server.url, KEY), replace(evidence, applicant={"name": "Ana Sample"}))


@pytest.fixture(scope="module")
def client(server: Server, first: dict[str, Any], again: dict[str, Any]) -> Client:
    return Client(server.url, KEY)


def doubts(report: dict[str, Any]) -> set[str]:
    """What speaks of reuse among the reasons of the document check."""
    (check,) = [check for check in report["checks"] if check["name"] == "document_authenticity"]
    return {reason["code"] for reason in check["reasons"]} & REUSED


def test_the_first_to_come_is_approved(first: dict[str, Any]) -> None:
    assert (first["status"], doubts(first)) == ("approved", set())


def test_the_same_person_again_is_no_doubt(first: dict[str, Any], again: dict[str, Any]) -> None:
    assert again["record_id"] != first["record_id"]
    assert (again["status"], doubts(again)) == ("approved", set())


@pytest.mark.parametrize("says_the_number", [True, False])
def test_the_same_number_under_another_name_goes_to_a_person(
    client: Client, others: dict[str, Image.Image], says_the_number: bool
) -> None:
    """With the number declared she stands on the first one's record, without it on her own."""
    evidence = act(others["bea"], others["bea"], seed=32, **{**BERTHA, "number": ANA["number"]})
    applicant = evidence.applicant if says_the_number else {"name": "Bertha Other"}
    report = verify(client, replace(evidence, applicant=applicant))
    assert "document_reused" in doubts(report)
    assert report["status"] == "manual_review"


def test_the_same_portrait_under_another_name_goes_to_a_person(client: Client, others: dict[str, Image.Image]) -> None:
    other = {"surname": "QUITE", "given_names": "DIFFERENT", "number": "UT2222222", "birth_date": date(1965, 3, 4)}
    report = verify(client, act(others["ana"], others["ana"], seed=33, **other))
    assert (report["status"], doubts(report)) == ("manual_review", {"portrait_reused"})


def test_another_person_with_a_document_of_her_own_is_no_doubt(client: Client, others: dict[str, Image.Image]) -> None:
    own = {"surname": "THIRD", "given_names": "CLEO", "number": "UT3333333"}
    report = verify(client, act(others["cleo"], others["cleo"], seed=35, **own))
    assert results(report)["document_authenticity"] == "pass"


def test_in_the_other_mode_nobody_has_been_here(server: Server, client: Client, others: dict[str, Image.Image]) -> None:
    report = verify(
        Client(server.url, LIVE_KEY), act(others["ana"], others["ana"], seed=36, **{**BERTHA, "number": ANA["number"]})
    )
    assert (report["mode"], doubts(report)) == ("live", set())


def test_what_is_kept_of_a_face_stands_in_no_report_and_no_log(server: Server, first: dict[str, Any]) -> None:
    assert "vector" not in str(first)
    log = (server.instance / "server.log").read_text()
    assert "FaceTemplate" not in log
    assert ANA["number"] not in log
