"""Refusals as exceptions that say what to do, and no value."""

from __future__ import annotations

import httpx
import pytest

import ekyc
from ekyc import Client
from ekyc.call import Call, path
from tests.clients.scripted import Script, problem

URL, KEY = "http://kyc.example", "ekyc_test_key"


def caught(answer: httpx.Response) -> ekyc.Problem:
    with pytest.raises(ekyc.Problem) as found:
        Client(URL, KEY, transport=Script(answer), retries=0).create_session(applicant={"name": "Mira Holloway"})
    return found.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ekyc.Invalid),
        (401, ekyc.Unauthorized),
        (403, ekyc.Forbidden),
        (404, ekyc.NotFound),
        (405, ekyc.Problem),
        (409, ekyc.Conflict),
        (413, ekyc.Invalid),
        (415, ekyc.Invalid),
        (422, ekyc.Invalid),
        (429, ekyc.TooManyRequests),
        (500, ekyc.ServerFailed),
        (503, ekyc.ServerFailed),
    ],
)
def test_every_status_has_its_kind(status: int, kind: type[ekyc.Problem]) -> None:
    found = caught(problem(status, "some_code"))
    assert type(found) is kind
    assert isinstance(found, ekyc.EkycError)
    assert (found.status, found.code) == (status, "some_code")


def test_fields_stand_by_pointer_and_code_and_no_value_does() -> None:
    errors = [{"pointer": "/applicant/nationality", "code": "unknown_country", "detail": "Unknown country"}]
    found = caught(problem(422, "invalid_request", errors=errors))
    assert found.errors == [ekyc.FieldProblem("/applicant/nationality", "unknown_country", "Unknown country")]
    assert str(found) == "422 invalid_request: /applicant/nationality unknown_country"


def test_members_say_how_to_go_on() -> None:
    found = caught(problem(409, "requirements_missing", requirements={"missing": ["selfie"]}))
    assert found.members["requirements"]["missing"] == ["selfie"]


def test_a_refused_image_brings_its_hint() -> None:
    found = caught(problem(422, "image_blurry", hint="Hold the phone still.", attempts_left=2))
    assert isinstance(found, ekyc.ImageRefused)
    assert (found.hint, found.attempts_left) == ("Hold the phone still.", 2)
    unlimited = caught(problem(422, "image_blurry", hint="Hold the phone still."))
    assert isinstance(unlimited, ekyc.ImageRefused)
    assert unlimited.attempts_left is None


@pytest.mark.parametrize(
    "body", [b"<html>Bad gateway</html>", b"[]", b"\xff", b'{"errors": ["x"]}', b'{"errors": null}']
)
def test_a_page_of_a_proxy_is_a_problem_too(body: bytes) -> None:
    found = caught(httpx.Response(502, content=body))
    assert (found.code, found.errors, str(found)) == ("http_502", [], "502 http_502")


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"", b"\xff\xfe"])
def test_an_answer_of_something_else_says_so(body: bytes) -> None:
    with pytest.raises(ekyc.Unreadable, match="is the address right"):
        Client(URL, KEY, transport=Script(httpx.Response(200, content=body))).read_session("sess_1")


@pytest.mark.parametrize("body", [[], {}, {"data": None}, "data"])
def test_a_list_that_is_none_says_so(body: object) -> None:
    with pytest.raises(ekyc.Unreadable):
        Client(URL, KEY, transport=Script(httpx.Response(200, json=body))).list_endpoints()


@pytest.mark.parametrize("key", ["", "with space", "line\nfeed", "schlüssel", "tab\t"])
def test_a_key_that_is_none_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII") as found:
        Client(URL, key)
    assert not key or key not in str(found.value)


@pytest.mark.parametrize("url", ["kyc.example", "ftp://kyc.example", ""])
def test_an_address_has_a_scheme(url: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        Client(url, KEY)


@pytest.mark.parametrize("one", ["", "..", "a/b", "a?b", "sess_1/../x", "ü"])
def test_an_id_leads_nowhere_else(one: str) -> None:
    with pytest.raises(ValueError, match="an id has"):
        Client(URL, KEY, transport=Script()).read_session(one)


def test_neither_a_call_nor_a_client_shows_what_it_holds() -> None:
    call: Call[object] = Call("POST", path("/sessions"), repr, body={"name": "Mira Holloway"}, form={"a": "secret"})
    assert repr(call) == "Call(method='POST', path='/v1/sessions')"
    assert KEY not in repr(Client(URL, KEY))
