"""Measured once, then judged: nothing blocks another, nothing is invented, what did not run says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kyc.domain.check import CheckResult, Result
from kyc.domain.documents import DocumentType
from kyc.domain.errors import NotFound, Refused, Unavailable
from kyc.domain.evidence import (
    DocumentReading,
    Engine,
    Evidence,
    FaceComparison,
    Field,
    ListVersion,
    Liveness,
    Match,
    NotMeasured,
    Screening,
)
from kyc.domain.lifecycle import State
from kyc.domain.ports import Page
from kyc.domain.screening import Dismissal, Person
from kyc.services.examining import examination
from kyc.services.examining.reuse import Reused
from kyc.services.verification.corrected import Corrected
from kyc.tools import found_checks
from tests import make
from tests.unit.services.verification.test_uploads import Shelf

ENGINE = Engine("test", "1")
LIST = ListVersion("Test list", "2026-01-01", 1, "v1")


class Parts:
    """Engines whose answers a test sets: values, or errors to raise."""

    def __init__(self, **answers: object) -> None:
        self.answers, self.asked = answers, list[object]()

    def _answer(self, name: str, default: object) -> object:
        found = self.answers.get(name, default)
        if isinstance(found, Exception):
            raise found
        return found

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        self.asked.append([page.side.value for page in pages])
        return self._answer("read", reading())  # type: ignore[return-value]

    def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
        return self._answer("compare", FaceComparison(0.8, 0.4, 0.25, 90, 200, ENGINE))  # type: ignore[return-value]

    def liveness(self, selfie: bytes) -> Liveness:
        return self._answer("liveness", Liveness(6, 2, -2, ENGINE))  # type: ignore[return-value]

    def lists(self) -> list[object]:
        return []

    def screen(self, person: Person, *, samples: bool) -> Screening:
        self.asked.append((person, samples))
        return self._answer("screen", Screening((), (LIST,), 0.85, 0.7, ENGINE))  # type: ignore[return-value]


def reading(**fields: str) -> DocumentReading:
    words = {
        "surname": "DOE",
        "given_names": "JOHN",
        "document_number": "AB1234567",
        "birth_date": "1990-01-15",
        "expiry_date": "2031-01-01",
        "nationality": "GBR",
        "issuing_country": "GBR",
        **fields,
    }
    return DocumentReading(
        DocumentType.PASSPORT, {name: Field(value, "mrz", 0.99, True) for name, value in words.items()}, None, ENGINE
    )


def equipment(parts: Parts, **changes: object) -> examination.Equipment:
    shelf = Shelf()
    shelf.kept = {"page": b"page", "selfie": b"selfie"}
    engines = examination.Engines(parts, parts, parts, parts)  # type: ignore[arg-type]
    made = examination.Equipment(
        lambda: engines, shelf, found_checks(), make.POLICY, lambda *_: Reused(), lambda *_: None
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def case(**changes: object) -> examination.Case:
    from kyc.domain.applicant import Applicant

    made = examination.Case(
        "sess_x",
        "live",
        Applicant("John Doe", "passport", "AB1234567", "GB"),
        "GBR",
        tuple(DocumentType),
        DocumentType.PASSPORT,
        (("data_page", "page"),),
        "selfie",
        "api",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def results(found: examination.Examination) -> dict[str, str]:
    return {one.name: one.result.value for one in found.results}


def test_every_check_of_the_contract_is_found_in_its_order() -> None:
    assert tuple(check.NAME for check in found_checks()) == make.CHECKS


def test_a_part_that_fails_is_not_performed_and_blocks_no_other() -> None:
    found = examination.examine(case(), equipment(Parts(compare=RuntimeError("boom"))))
    assert results(found)["face_match"] == "not_performed"
    assert results(found)["face_liveness"] == "pass"
    assert results(found)["sanctions_screening"] == "clear"
    assert found.verdict.outcome is State.MANUAL_REVIEW
    assert "check_crashed" in found.verdict.reasons


@pytest.mark.parametrize(
    ("part", "error", "check", "reason"),
    [
        ("compare", Unavailable("model_missing"), "face_match", "model_missing"),
        ("compare", Refused("portrait_not_found"), "face_match", "portrait_not_found"),
        ("liveness", Unavailable("model_missing"), "face_liveness", "model_missing"),
        ("screen", Unavailable("watchlist_not_loaded"), "sanctions_screening", "watchlist_not_loaded"),
        ("read", ValueError("bad"), "document_authenticity", "check_crashed"),
    ],
)
def test_what_did_not_run_says_why(part: str, error: Exception, check: str, reason: str) -> None:
    found = examination.examine(case(), equipment(Parts(**{part: error})))
    row = next(one for one in found.results if one.name == check)
    assert (row.result, row.reasons) == (Result.NOT_PERFORMED, (reason,))
    assert found.verdict.outcome is State.MANUAL_REVIEW


def test_engines_that_cannot_be_built_leave_nothing_passed() -> None:
    def broken() -> examination.Engines:
        raise ImportError

    found = examination.examine(case(), equipment(Parts(), engines=broken))
    assert set(results(found).values()) == {"not_performed"}
    assert (found.verdict.confidence, found.extracted) == (None, None)


def test_a_check_that_raises_is_not_performed() -> None:
    class Broken:
        NAME = "face_match"

        def judge(self, evidence: Evidence) -> CheckResult:
            raise ZeroDivisionError

    checks = [Broken() if check.NAME == "face_match" else check for check in found_checks()]
    found = examination.examine(case(), equipment(Parts(), checks=checks))
    assert results(found)["face_match"] == "not_performed"
    assert found.verdict.outcome is State.MANUAL_REVIEW


def test_who_is_screened_is_who_the_document_names() -> None:
    parts = Parts()
    examination.examine(case(mode="test"), equipment(parts))
    person, samples = parts.asked[-1]  # type: ignore[misc]
    assert person == Person("JOHN DOE", date(1990, 1, 15), ("GBR",), "AB1234567")
    assert samples is True


def test_without_a_readable_name_the_declared_one_is_screened() -> None:
    parts = Parts(read=ValueError("unreadable"))
    examination.examine(case(), equipment(parts))
    person, samples = parts.asked[-1]  # type: ignore[misc]
    assert (person.name, samples) == ("John Doe", False)


def test_without_any_name_nothing_is_screened_and_nothing_is_clear() -> None:
    from kyc.domain.applicant import Applicant

    found = examination.examine(case(declared=Applicant()), equipment(Parts(read=ValueError("unreadable"))))
    row = next(one for one in found.results if one.name == "pep_screening")
    assert (row.result, row.reasons) == (Result.NOT_PERFORMED, ("name_unreadable",))


def test_the_portrait_is_looked_for_on_the_front() -> None:
    seen: list[bytes] = []

    class Looks(Parts):
        def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
            seen.append(document)
            return super().compare(document, selfie)

    made = equipment(Looks())
    made.blobs.put("back", b"back")
    examination.examine(case(documents=(("back", "back"), ("front", "page"))), made)
    assert seen == [b"page"]


def test_progress_is_told_as_each_part_is_done() -> None:
    told: list[tuple[str, str]] = []
    examination.examine(case(), equipment(Parts(), tell=lambda step, note: told.append((step, note))))
    assert told[0] == ("document_read", "done")
    assert [step for step, _ in told[1:]] == [f"check.{name}" for name in make.CHECKS]


def test_number_and_portrait_are_looked_for_among_the_partners_other_people() -> None:
    asked = []

    def reused(document: object, face: object) -> Reused:
        asked.append((document, face))
        return Reused(number=True, portrait=False)

    evidence = examination.measure(case(), equipment(Parts(), reused=reused))
    assert (evidence.reused_by_others, evidence.portrait_reused) == (True, False)
    assert asked == [(evidence.document, evidence.face)]


def test_what_was_not_looked_for_is_not_called_unused() -> None:
    evidence = examination.measure(case(), equipment(Parts()))
    assert (evidence.reused_by_others, evidence.portrait_reused) == (None, None)


def test_extracted_data_has_the_contracts_keys_and_nothing_invented() -> None:
    found = examination.examine(
        case(), equipment(Parts(read=replace(reading(), fields={"surname": Field("DOE", "mrz", 1, True)})))
    )
    assert found.extracted == {
        "full_name": "DOE",
        "date_of_birth": None,
        "document_number": None,
        "document_type": "passport",
        "nationality": None,
    }


@pytest.mark.parametrize("error", [Unavailable("the licence server is away"), Unavailable(), Refused("odd_face")])
def test_a_reason_of_another_house_becomes_one_that_has_words(error: Exception) -> None:
    evidence = examination.measure(case(), equipment(Parts(compare=error, liveness=error, screen=error)))
    for found in (evidence.face, evidence.liveness, evidence.sanctions, evidence.pep):
        assert found == NotMeasured("check_crashed")


@pytest.mark.parametrize("field", ["document_number", "birth_date", "nationality"])
def test_a_field_that_was_not_read_stops_nothing(field: str) -> None:
    read = reading()
    left = replace(read, fields={name: value for name, value in read.fields.items() if name != field})
    found = examination.examine(case(), equipment(Parts(read=left)))
    assert set(results(found)) == set(make.CHECKS)
    assert results(found)["sanctions_screening"] == "clear"
    assert found.verdict.outcome is State.MANUAL_REVIEW


def test_a_birth_date_that_is_no_date_blocks_no_other_part() -> None:
    found = examination.examine(case(), equipment(Parts(read=reading(birth_date="1990-02-30"))))
    assert results(found)["document_authenticity"] == "not_performed"
    assert results(found)["face_match"] == "pass"
    assert found.verdict.outcome is State.MANUAL_REVIEW


def test_the_portrait_is_looked_for_on_the_front_and_never_on_the_back() -> None:
    seen = []

    class Watching(Parts):
        def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
            seen.append((document, selfie))
            return super().compare(document, selfie)

    shelf = Shelf()
    shelf.kept = {"b": b"back", "f": b"front", "selfie": b"selfie"}
    examination.measure(case(documents=(("back", "b"), ("front", "f"))), equipment(Watching(), blobs=shelf))
    assert seen == [(b"front", b"selfie")]


def test_an_image_that_is_gone_ends_the_job_and_invents_nothing() -> None:
    with pytest.raises(NotFound):
        examination.measure(case(), equipment(Parts(), blobs=Shelf()))


def test_what_reviewers_said_of_this_person_is_asked_for_once_and_heard() -> None:
    listed = Match("e1", "Test list", "John Doe", 0.99, {"name": 1.0}, fingerprint="print1")
    asked: list[Person] = []

    def dismissed(person: Person) -> dict[str, Dismissal]:
        asked.append(person)
        return {"print1": Dismissal("staff:1", datetime(2026, 11, 1, tzinfo=UTC))}

    parts = Parts(screen=Screening((listed,), (LIST,), 0.85, 0.7, ENGINE))
    assert results(examination.examine(case(), equipment(parts)))["sanctions_screening"] == "hit"
    assert results(examination.examine(case(), equipment(parts, dismissed=dismissed)))["sanctions_screening"] == "clear"
    assert [person.name for person in asked] == ["JOHN DOE"]


def test_without_a_name_nobody_is_asked_what_reviewers_said() -> None:
    nameless = case(declared=replace(case().declared, name=None))
    silent = equipment(Parts(read=Unavailable("model_missing")), dismissed=lambda _: pytest.fail("asked for nobody"))
    found = examination.measure(nameless, silent)
    assert (found.person, found.dismissed) == (None, {})


def corrections(**values: str) -> Corrected:
    return Corrected(values, 7)


def test_the_lists_are_asked_for_the_person_as_corrected_and_the_machines_reading_stays() -> None:
    parts = Parts(read=reading(surname="D0E"))
    found = examination.examine(case(corrected=corrections(surname="Doe", birth_date="1991-02-03")), equipment(parts))
    asked = [one[0] for one in parts.asked if isinstance(one, tuple)]
    assert {(one.name, one.birth_date) for one in asked} == {("JOHN Doe", date(1991, 2, 3))}
    assert found.extracted is not None
    assert (found.extracted["full_name"], found.extracted["date_of_birth"]) == ("JOHN DOE", "1991-02-03")
    assert found.reading is not None
    assert found.reading["fields"]["surname"]["value"] == "D0E"
    assert found.corrections == 7


def test_a_persons_word_alone_brings_no_pass_and_no_refusal() -> None:
    clean = examination.examine(case(), equipment(Parts()))
    for values in ({"nationality": "GBR"}, {"expiry_date": "2001-01-01"}):
        found = examination.examine(case(corrected=corrections(**values)), equipment(Parts()))
        document = found.results[0]
        assert (document.result, "data_corrected" in document.reasons) == (Result.REVIEW, True)
        assert [one.result for one in found.results[1:]] == [one.result for one in clean.results[1:]]


def test_who_is_told_by_people_alone_is_screened_though_nothing_could_be_read() -> None:
    parts = Parts(read=Refused("document_unreadable"))
    told = corrections(surname="Roe", given_names="Jane", nationality="FRA", document_number="X1")
    found = examination.examine(case(corrected=told), equipment(parts))
    asked = [one[0] for one in parts.asked if isinstance(one, tuple)]
    assert asked[0] == Person("Jane Roe", None, ("FRA",), "X1")
    assert results(found)["document_authenticity"] == "not_performed"
    assert found.extracted is not None
    assert found.extracted["full_name"] == "JANE ROE"
    assert found.reading is None
