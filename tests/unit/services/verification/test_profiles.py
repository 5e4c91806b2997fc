"""One record a person: found by type, number and country in any of their forms."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, LostRace, NotFound
from kyc.models import DEFAULT_PARTNER, Partner
from kyc.services.verification import profiles
from kyc.services.verification.profiles import Declared, find_or_create, status_view
from kyc.services.verification.transitions import record
from tests import make


@pytest.mark.parametrize("land", ["SG", "SGP", "Singapore", "singapore", " sg "])
def test_the_same_country_in_any_form_is_the_same_record(committed: Session, land: str) -> None:
    first = make.profile(committed)
    again, created = find_or_create(committed, DEFAULT_PARTNER, "live", make.declared(nationality=land))
    assert (again.id, created) == (first.id, False)
    assert again.nationality == "SG"


@pytest.mark.parametrize("number", ["A1234567", "a1234567", "A 123-4567"])
def test_a_number_is_compared_without_spaces_and_case(committed: Session, number: str) -> None:
    first = make.profile(committed)
    assert make.profile(committed, document_number=number).id == first.id


@pytest.mark.parametrize(
    "change", [{"document_number": "A1234568"}, {"document_type": "id_card"}, {"nationality": "MY"}], ids=str
)
def test_any_other_word_of_the_key_is_another_record(committed: Session, change: dict[str, str]) -> None:
    assert make.profile(committed).id != make.profile(committed, **change).id


def test_live_and_test_records_never_mix(committed: Session) -> None:
    assert make.profile(committed, "live").id != make.profile(committed, "test").id


def test_another_partner_never_finds_the_record(committed: Session) -> None:
    mine = make.profile(committed)
    committed.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b""))
    committed.flush()
    theirs, created = find_or_create(committed, "ptn_other", "live", make.declared())
    assert created
    assert theirs.id != mine.id


def test_another_name_returns_the_stored_record_and_is_noted_for_staff(committed: Session) -> None:
    first = make.profile(committed)
    again, _ = find_or_create(committed, DEFAULT_PARTNER, "live", make.declared(name="Janet Doe"))
    assert (again.id, again.name, again.name_mismatch) == (first.id, "Jane Doe", True)


def test_a_record_without_a_whole_key_is_always_new(committed: Session) -> None:
    first, _ = find_or_create(committed, DEFAULT_PARTNER, "live", Declared(name="Jane Doe"))
    second, created = find_or_create(committed, DEFAULT_PARTNER, "live", Declared(name="Jane Doe"))
    assert created
    assert first.id != second.id


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"nationality": "Atlantis"}, "/nationality"),
        ({"document_type": "library card"}, "/document_type"),
        ({"document_number": "---"}, "/document_number"),
    ],
)
def test_unknown_words_are_refused_by_name_and_never_repeated(
    committed: Session, change: dict[str, str], pointer: str
) -> None:
    with pytest.raises(Invalid) as caught:
        make.profile(committed, **change)
    assert [error.pointer for error in caught.value.errors] == [pointer]
    assert next(iter(change.values())) not in str(caught.value)
    assert profiles.count(committed) == 0


def test_the_status_falls_back_to_the_profiles_own(committed: Session) -> None:
    found = make.profile(committed)
    view = status_view(committed, found.id)
    assert (view.status, view.verification_status, view.name) == ("unverified", "unverified", "Jane Doe")


def test_the_status_is_the_newest_of_the_history(committed: Session) -> None:
    found = make.with_evidence(committed)
    record(committed, found, "note", "test")
    committed.flush()
    assert status_view(committed, found.profile_id).status == "in_progress"


@pytest.mark.parametrize(
    "record_id", ["", "unknown", "k3v9q2m8x1t7b4z", "'; drop table profile; --", "K3V9Q2M8X1T7B4Z"]
)
def test_unknown_and_malformed_ids_are_the_same_nothing(session: Session, record_id: str) -> None:
    with pytest.raises(NotFound):
        status_view(session, record_id)
    with pytest.raises(NotFound):
        profiles.get(session, record_id)


def test_a_number_that_grows_in_upper_case_is_refused_where_it_would_not_fit(committed: Session) -> None:
    fits = profiles.find_or_create(committed, DEFAULT_PARTNER, "live", make.declared(document_number="ß" * 50))[0]
    assert fits.match_number == "SS" * 50
    with pytest.raises(Invalid) as caught:
        profiles.find_or_create(committed, DEFAULT_PARTNER, "live", make.declared(document_number="ß" * 100))
    assert [(one.pointer, one.code) for one in caught.value.errors] == [("/document_number", "invalid_document_number")]


def test_a_record_that_is_erased_in_the_moment_in_which_it_is_found_is_asked_for_again(
    committed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.profile(committed)
    monkeypatch.setattr(profiles, "_find", lambda *_: None)
    with pytest.raises(LostRace):
        find_or_create(committed, DEFAULT_PARTNER, "live", make.declared())


@pytest.mark.parametrize("record_id", ["", "short", "A" * 15, "a" * 14 + "-", "a" * 15])
def test_an_id_that_names_nobody_is_not_found_whatever_it_looks_like(committed: Session, record_id: str) -> None:
    with pytest.raises(NotFound):
        profiles.get(committed, record_id)
    with pytest.raises(NotFound):
        status_view(committed, record_id)


def test_a_record_is_found_by_its_id(committed: Session) -> None:
    made = make.profile(committed)
    assert profiles.get(committed, made.id) is made


def test_every_record_counts(committed: Session) -> None:
    assert profiles.count(committed) == 0
    make.profile(committed)
    make.profile(committed, mode="test")
    make.profile(committed, document_number="B7654321")
    assert profiles.count(committed) == 3


def test_people_of_whom_nothing_is_declared_are_never_taken_for_one(committed: Session) -> None:
    made = [find_or_create(committed, DEFAULT_PARTNER, "live", Declared(name="Jane Doe"))[0].id for _ in range(2)]
    assert len(set(made)) == 2
