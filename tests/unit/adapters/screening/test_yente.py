"""Screening by a yente on loopback: what it is asked, what comes of it, and what is never called clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from kyc.adapters.screening import yente, yente_http
from kyc.adapters.screening.lists.ftm import kinds_of
from kyc.adapters.screening.yente import TOPICS, Scoring, Service, YenteWatchlist, create, example
from kyc.checks.sanctions_screening import judge
from kyc.domain.check import Result
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import Engine, NotMeasured, Screening
from kyc.domain.ports import Watchlist
from kyc.domain.reasons import CATALOGUE
from kyc.domain.screening import Person
from kyc.domain.watchlists import KINDS, Kind
from tests.said import said_by
from tests.unit.adapters.screening.yente_server import Yente, answer, catalogue, dataset, result, serving
from tests.unit.checks.test_sanctions_screening import evidence

VIKTOR = Person("Viktor Sampleman", date(1970, 5, 5), ("CZE", "UTO"), "D00050505")


@pytest.fixture
def server() -> Iterator[Yente]:
    with serving() as running:
        yield running


def watchlist(server: Yente, kind: Kind = "sanctions", **scoring: Any) -> YenteWatchlist:
    return create(kind, server.service(), Scoring(**scoring))


def screened(server: Yente, person: Person = VIKTOR) -> Screening:
    return watchlist(server).screen(person, samples=False)


def refused(list_: Watchlist, person: Person = VIKTOR) -> tuple[str, list[Any]]:
    with said_by(yente) as ours, said_by(yente_http) as theirs, pytest.raises(Unavailable) as caught:
        list_.screen(person, samples=False)
    logs = [*ours, *theirs]
    assert caught.value.__context__ is None
    assert "Sampleman" not in f"{caught.value!r} {logs}"
    return caught.value.detail, [one.get("error") for one in logs]


def test_a_person_is_asked_for_in_the_words_of_followthemoney() -> None:
    assert example(VIKTOR) == {
        "schema": "Person",
        "properties": {
            "name": ["Viktor Sampleman"],
            "birthDate": ["1970-05-05"],
            "country": ["cz"],
            "idNumber": ["D00050505"],
        },
    }


def test_what_is_not_known_of_a_person_is_left_out() -> None:
    assert example(Person("Viktor Sampleman")) == {"schema": "Person", "properties": {"name": ["Viktor Sampleman"]}}


@pytest.mark.parametrize(
    ("code", "sent"),
    [("DEU", ["de"]), ("RKS", ["xk"]), ("GBN", ["gb"]), ("XXA", None), ("UNO", None), ("nonsense", None)],
)
def test_states_are_sent_as_iso_writes_them(code: str, sent: list[str] | None) -> None:
    properties: Any = example(Person("Anna Example", countries=(code,)))["properties"]
    assert properties.get("country") == sent


def test_the_catalogue_is_asked_first_and_then_the_match(server: Yente) -> None:
    found = screened(server)
    assert server.paths() == ["GET /catalog", "POST /match/default"]
    assert server.asked[1][4] == {"queries": {"person": example(VIKTOR)}}
    assert [match.entity_id for match in found.matches] == ["NK-sampleman"]
    assert [(one.name, one.version, one.sample) for one in found.lists] == [
        ("Synthetic default", "20261121041500-abc", False)
    ]
    assert (found.review_at, found.hit_at, found.engine) == (0.70, 0.85, Engine("yente", "logic-v2"))


@pytest.mark.parametrize("kind", KINDS)
def test_sanctions_and_exposed_persons_are_asked_apart(server: Yente, kind: Kind) -> None:
    watchlist(server, kind).screen(VIKTOR, samples=False)
    assert tuple(server.asked[1][2]["topics"]) == TOPICS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_topic_means_the_same_as_in_a_list_that_is_loaded(kind: Kind) -> None:
    assert {kinds_of([topic]) for topic in TOPICS[kind]} == {(kind,)}


def test_the_settings_decide_dataset_algorithm_and_limits(server: Yente) -> None:
    server.catalog = catalogue(dataset("house"))
    server.match = answer(result(score=0.6), result(id="NK-other", score=0.59))
    chosen = watchlist(server, dataset="house", algorithm="logic-v1", review_at=0.6, hit_at=0.9)
    found = chosen.screen(VIKTOR, samples=False)
    assert server.paths()[1] == "POST /match/house"
    asked = server.asked[1][2]
    assert (asked["algorithm"], asked["threshold"], asked["cutoff"]) == (["logic-v1"], ["0.6"], ["0.6"])
    assert asked["limit"] == ["10"]
    assert [match.score for match in found.matches] == [0.6]
    assert (found.hit_at, found.engine) == (0.9, Engine("yente", "logic-v1"))


@pytest.mark.parametrize(("score", "word"), [(0.93, Result.HIT), (0.85, Result.HIT), (0.84, Result.REVIEW)])
def test_a_score_becomes_a_hit_or_a_review(server: Yente, score: float, word: Result) -> None:
    server.match = answer(result(score=score))
    judged = judge(evidence(screened(server)))
    assert (judged.result, judged.score, judged.breakdown["matches"][0]["features"]["name"]) == (
        word,
        score,
        0.93,
    )


def test_nobody_found_is_clear(server: Yente) -> None:
    server.match = answer()
    judged = judge(evidence(screened(server)))
    assert judged.result is Result.CLEAR
    assert judged.breakdown["lists"][0]["version"] == "20261121041500-abc"


def test_test_mode_asks_the_same_since_a_service_has_no_sample(server: Yente) -> None:
    assert watchlist(server).screen(VIKTOR, samples=True) == screened(server)


def test_an_unchanged_catalogue_is_not_sent_again(server: Yente) -> None:
    server.etag = '"v1"'
    chosen = watchlist(server)
    before = chosen.screen(VIKTOR, samples=False).lists
    assert chosen.lists() == before
    assert [headers.get("if-none-match") for _, path, _, headers, _ in server.asked if path == "/catalog"] == [
        None,
        '"v1"',
    ]


def test_a_new_version_of_the_data_is_stored_with_the_next_screening(server: Yente) -> None:
    server.etag = '"v1"'
    chosen = watchlist(server)
    chosen.screen(VIKTOR, samples=False)
    server.etag, server.catalog = '"v2"', catalogue(dataset(index_version="20261122-new"))
    assert [one.version for one in chosen.screen(VIKTOR, samples=False).lists] == ["20261122-new"]


def test_a_dataset_that_is_not_indexed_yet_is_a_list_that_is_not_loaded(server: Yente) -> None:
    server.catalog = catalogue(dataset(index_version=None))
    assert refused(watchlist(server)) == ("watchlist_not_loaded", [])
    assert server.paths() == ["GET /catalog"]
    assert watchlist(server).lists() == ()


@pytest.mark.parametrize("name", ["", "   ", "---", "\u202e\u200b", "\x00\x01"])
def test_a_name_without_a_letter_is_not_asked_for(server: Yente, name: str) -> None:
    assert refused(watchlist(server), Person(name)) == ("name_unreadable", [])
    assert server.asked == []


@pytest.mark.parametrize("name", ["A" * 10_000, 'x"}]}} OR 1=1 --', "Ann\x00a \ud800 Example", "*:* (Anna AND Example"])
def test_hostile_names_are_one_value_of_a_short_body(server: Yente, name: str) -> None:
    screened(server, Person(name))
    properties = server.asked[1][4]["queries"]["person"]["properties"]
    assert properties == {"name": [name[:200]]}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "wrong_shape"),
        (b"<html>it works</html>", "wrong_shape"),
        (b'{"responses": {"person": {"results": [', "wrong_shape"),
        (b"\xff\xfe{}", "wrong_shape"),
        ([], "wrong_shape"),
        ({"detail": "Sampleman"}, "wrong_shape"),
        ({"responses": {"person": {"status": 200}}}, "wrong_shape"),
        (answer(result(score="high")), "wrong_shape"),
        (answer(result(), {"id": "NK-half"}), "wrong_shape"),
        ({"responses": {}}, "incomplete"),
        ({"responses": {"somebody": answer()["responses"]["person"]}}, "incomplete"),
        (answer(status=500), "incomplete"),
    ],
)
def test_an_answer_that_is_not_the_documented_one_is_never_clear(server: Yente, body: object, error: str) -> None:
    server.match = body
    assert refused(watchlist(server)) == ("watchlist_unreachable", [error])


@pytest.mark.parametrize("body", [b"", b"null", {"datasets": {}}, {"datasets": [{"title": "nameless"}]}])
def test_a_catalogue_that_cannot_be_read_ends_the_screening(server: Yente, body: object) -> None:
    server.catalog = body
    assert refused(watchlist(server)) == ("watchlist_unreachable", ["wrong_shape"])
    assert server.paths() == ["GET /catalog"]


def test_a_service_that_fails_after_its_catalogue_ends_the_screening(server: Yente) -> None:
    server.statuses = [200, 500]
    assert refused(watchlist(server)) == ("watchlist_unreachable", ["http_500"])


def test_a_gateway_that_is_away_is_asked_once_more_for_a_person_and_not_for_a_page(
    server: Yente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yente_http, "PAUSE_S", 0.0)
    server.statuses = [503, 200, 503]
    assert screened(server).lists
    server.statuses = [503]
    with pytest.raises(Unavailable):
        watchlist(server).lists()
    assert server.paths().count("GET /catalog") == 3


@pytest.mark.parametrize("status", [401, 500])
def test_lists_that_cannot_be_told_are_not_said_to_be_empty(server: Yente, status: int) -> None:
    server.statuses = [status]
    with pytest.raises(Unavailable, match="watchlist_unreachable"):
        watchlist(server).lists()


def test_no_answer_is_not_performed_and_left_to_a_person(server: Yente) -> None:
    server.statuses = [500]
    detail, _ = refused(watchlist(server))
    judged = judge(evidence(NotMeasured(detail)))
    assert (judged.result, judged.reasons) == (Result.NOT_PERFORMED, ("watchlist_unreachable",))
    assert detail in CATALOGUE


@pytest.mark.parametrize(
    ("url", "scoring", "said"),
    [
        ("", Scoring(), "YENTE_URL"),
        ("http://yente:8000", Scoring(dataset="../updatez?token="), "YENTE_DATASET"),
        ("http://yente:8000", Scoring(algorithm=""), "YENTE_ALGORITHM"),
        ("http://yente:8000", Scoring(review_at=0.9), "YENTE_HIT_AT"),
        ("http://yente:8000", Scoring(review_at=0.0), "YENTE_REVIEW_AT"),
    ],
)
def test_settings_that_could_never_work_stop_at_once(url: str, scoring: Scoring, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        create("sanctions", Service(url), scoring)
