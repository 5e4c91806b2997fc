"""Whole verifications with real engines: from evidence over HTTP to the decision."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest
from PIL import Image

from bench.server import Server
from kyc.demo.client import Client
from kyc.demo.story import Act, act
from tests.whole.conftest import KEY, LIVE_KEY

pytestmark = pytest.mark.xdist_group("whole")


def verify(client: Client, found: Act) -> dict[str, Any]:
    opened = client.open_session(applicant=found.applicant)
    client.add_document(opened["id"], found.document)
    client.add_selfie(opened["id"], found.selfie)
    client.submit(opened["id"])
    client.wait(opened["id"])
    return client.report(opened["id"])


def results(report: dict[str, Any]) -> dict[str, str]:
    return {name: check["result"] for name, check in checks(report).items()}


def checks(report: dict[str, Any]) -> dict[str, Any]:
    return {check["name"]: check for check in report["checks"]}


def codes(reasons: list[dict[str, str]]) -> list[str]:
    return [reason["code"] for reason in reasons]


@pytest.fixture(scope="module")
def good(client: Client, astronaut: Image.Image) -> dict[str, Any]:
    """The report of one with a good document and a selfie of her own, together with what was decided."""
    found = act(astronaut, astronaut, seed=2, surname="COLLINS", given_names="EILEEN MARIE", number="UT0000002")
    report = verify(client, found)
    return {**report, "decided": client.wait(report["id"])}


def test_the_same_person_with_a_good_document_is_approved(good: dict[str, Any]) -> None:
    assert results(good) == {
        "document_authenticity": "pass",
        "face_match": "pass",
        "face_liveness": "pass",
        "sanctions_screening": "clear",
        "pep_screening": "clear",
    }
    assert good["status"] == "approved"
    assert good["decision"]["rule"] == "all_clean"


def test_what_was_read_is_what_stands_on_the_document(good: dict[str, Any]) -> None:
    assert good["decided"]["extracted_data"] == {
        "full_name": "EILEEN MARIE COLLINS",
        "date_of_birth": "1990-01-15",
        "document_number": "UT0000002",
        "document_type": "passport",
        "nationality": "UTO",
    }
    assert 0.5 <= good["decided"]["confidence"] <= 1


def test_every_result_names_its_model_and_its_threshold(good: dict[str, Any]) -> None:
    for name, check in checks(good).items():
        assert check["method"] == "automated", name
        assert check["model"], name
        assert check["version"], name
    assert checks(good)["face_match"]["score"] >= checks(good)["face_match"]["threshold"]
    images = [*good["evidence"]["documents"], *good["evidence"]["selfies"]]
    assert [(one["capture_method"], len(one["sha256"])) for one in images] == [("api", 64), ("api", 64)]


def test_another_persons_selfie_is_never_approved(
    client: Client, astronaut: Image.Image, others: dict[str, Image.Image]
) -> None:
    """One other; that no two of the four are taken for one another is asked of the engine itself."""
    report = verify(client, act(astronaut, others["bea"], seed=3, number="UT1000398"))
    assert results(report)["face_match"] == "fail"
    assert report["status"] != "approved"
    assert codes(checks(report)["face_match"]["reasons"]) == ["face_mismatch"]


def test_an_expired_passport_is_rejected(client: Client, astronaut: Image.Image) -> None:
    report = verify(client, act(astronaut, astronaut, seed=4, number="UT0000004", expiry_date=date(2024, 6, 30)))
    assert report["status"] == "rejected"
    assert results(report)["document_authenticity"] == "fail"
    assert "document_expired" in codes(report["decision"]["reasons"])


def test_a_name_on_a_sanctions_list_goes_to_a_person(client: Client, astronaut: Image.Image) -> None:
    listed = {"surname": "SAMPLEMAN", "given_names": "VIKTOR", "birth_date": date(1970, 5, 5), "sex": "M"}
    report = verify(client, act(astronaut, astronaut, seed=5, number="UT0000005", **listed))
    assert results(report)["sanctions_screening"] == "hit"
    assert report["status"] == "manual_review"
    assert checks(report)["sanctions_screening"]["breakdown"]["matches"][0]["list_name"].startswith("Synthetic sample")


def test_an_exposed_person_goes_to_a_person(client: Client, astronaut: Image.Image) -> None:
    report = verify(
        client,
        act(
            astronaut,
            astronaut,
            seed=6,
            number="UT0000006",
            surname="PUBLICOVA",
            given_names="PETRA",
            birth_date=date(1968, 9, 14),
        ),
    )
    assert results(report)["pep_screening"] in ("hit", "review")
    assert report["status"] == "manual_review"


def test_another_name_than_declared_goes_to_a_person(client: Client, astronaut: Image.Image) -> None:
    found = act(astronaut, astronaut, seed=7, surname="COLLINS", given_names="EILEEN", number="UT0000007")
    report = verify(client, Act({**found.applicant, "name": "Somebody Quite Different"}, found.document, found.selfie))
    assert results(report)["document_authenticity"] == "review"
    assert report["status"] == "manual_review"


def test_a_specimen_is_refused_in_live_mode(server: Server, astronaut: Image.Image) -> None:
    report = verify(Client(server.url, LIVE_KEY), act(astronaut, astronaut, seed=10, number="UT0000010"))
    assert report["mode"] == "live"
    assert results(report)["document_authenticity"] == "fail"
    assert results(report)["sanctions_screening"] == "not_performed"
    assert report["status"] != "approved"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, astronaut: Image.Image) -> dict[str, Any]:
    """What an installation says that has neither models nor lists."""
    folder = tmp_path_factory.mktemp("bare")
    with Server(folder / "instance", VALID_API_KEYS=KEY, MODELS_DIR=str(folder / "none")) as server:
        shutil.rmtree(folder / "instance" / "watchlists")
        return verify(Client(server.url, KEY), act(astronaut, astronaut, seed=11, number="UT0000011"))


def test_without_a_watchlist_nothing_is_called_clear(bare: dict[str, Any]) -> None:
    for name in ("sanctions_screening", "pep_screening"):
        assert results(bare)[name] == "not_performed"
        assert codes(checks(bare)[name]["reasons"]) == ["watchlist_not_loaded"]
    assert bare["status"] == "manual_review"


def test_without_models_nothing_is_passed(bare: dict[str, Any]) -> None:
    assert results(bare)["face_match"] == "not_performed"
    assert results(bare)["face_liveness"] == "not_performed"
    assert bare["status"] == "manual_review"
