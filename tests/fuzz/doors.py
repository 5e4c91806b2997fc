"""Input at the doors: keys, JSON bodies, webhook URLs, cursors, and sealed bytes from a shared store."""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from kyc.adapters.addresses import check_url, permitted
from kyc.adapters.blobs.keyring import Keyring
from kyc.adapters.screening.fetch import file_name
from kyc.config import Settings
from kyc.domain.errors import Invalid
from kyc.domain.ports import SealBroken
from kyc.models import Base
from kyc.services.accounts import keys
from kyc.web.legacy.shapes import ProfileIn
from kyc.web.v1.asked import SessionIn, SessionsQuery
from kyc.web.v1.listing import _place

RING = Keyring({"k1": b"\1" * 32})
SETTINGS = Settings(_env_file=None, valid_api_keys=("ekyc_test_newcomer",), api_key_pepper="pepper")  # type: ignore[call-arg, arg-type]
ENGINE = sa.create_engine("sqlite://")
Base.metadata.create_all(ENGINE)
DATABASE = Session(ENGINE)
ISSUED = keys.issue(DATABASE, "pepper", "default", "test", "fuzzed")
BODIES: tuple[type[BaseModel], ...] = (SessionIn, ProfileIn, SessionsQuery)


def key(data: bytes) -> None:
    """Any key, its checksum corrected so that it gets as far as the database: nobody, except for the two that exist."""
    given = data.decode("utf-8", "surrogateescape")
    mended = given[:-8] + f"{zlib.crc32(given[:-8].encode('utf-8', 'surrogatepass')):08x}"
    for one in (given, mended):
        found = keys.authenticate(DATABASE, SETTINGS, one)
        assert (found is not None) == (one in (ISSUED, "ekyc_test_newcomer"))


def presented() -> list[bytes]:
    return [ISSUED.encode(), b"ekyc_test_newcomer", b"ekyc_live_" + b"a" * 10 + b"_" + b"b" * 32 + b"00000000"]


def body(data: bytes) -> None:
    """A JSON body of either API, and a cursor of its lists: understood, or refused with the right error."""
    shape = BODIES[data[0] % len(BODIES)] if data else BODIES[0]
    with suppress(ValidationError):
        shape.model_validate_json(data[1:])
    with suppress(Invalid):
        _place(data.decode("utf-8", "replace"))


def bodies() -> list[bytes]:
    person = {"name": "Jane Doe", "document_type": "passport", "document_number": "A1", "nationality": "SG"}
    session = {
        "applicant": person | {"date_of_birth": "1990-01-15"},
        "client_reference_id": "cust_42",
        "webhook_url": "https://partner.example/hooks",
        "locale": "en",
        "metadata": {"a": 1, "b": None, "c": True},
        "config": {"accepted_documents": ["passport"], "liveness_type": "active", "session_ttl": 600},
    }
    query = {"status": "created", "created_gte": "2026-01-01T00:00:00Z", "cursor": "MjAyNi0wMS0wMVQwMDowMDowMFogeA"}
    return [bytes([place]) + json.dumps(one).encode() for place, one in enumerate((session, person, query))]


def address(data: bytes) -> None:
    """A URL to call: one that passes means the same host to the parser that checks and to the one that connects."""
    url = data.decode("utf-8", "replace")
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", file_name(url) if _splits(url) else "list")
    if check_url(url, ()) is not None:
        return
    judged = urlsplit(url).hostname or ""
    try:
        meant = urlsplit(requests.Request("GET", url).prepare().url or "").hostname
    except (requests.RequestException, UnicodeError):
        return
    assert meant is not None
    assert meant == judged or not judged.isascii() or "%" in judged, (judged, meant)
    try:
        literal = ip_address(meant)
    except ValueError:
        return
    assert permitted(literal, ())


def _splits(url: str) -> bool:
    try:
        return bool(urlsplit(url).path) or True
    except ValueError:
        return False


def addresses() -> list[bytes]:
    urls = (
        *("https://partner.example/hooks?a=b#c", "http://[2001:db8::1]:8080/", "http://0x7f.1/", "http://127.1"),
        *("https://user@evil.example", "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://a\\@b/"),
        *('http://1"7.1', "http://١٢٧.٠.٠.١/", "https://bücher.example"),
    )
    return [url.encode() for url in urls]


def seal(data: bytes) -> None:
    """Bytes from a store that others can write to: they open only if they are exactly what was sealed."""
    try:
        assert RING.open("document/img_1", data) == b"picture"
    except SealBroken:
        return


def sealed() -> list[bytes]:
    return [RING.seal("document/img_1", b"picture"), RING.seal("document/img_2", b"another")]
