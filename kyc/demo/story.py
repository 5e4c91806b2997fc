"""One whole verification against a running server: a drawn specimen passport and real photographs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from kyc.demo import people, specimen
from kyc.demo.client import Client
from kyc.models import DEFAULT_PARTNER, db, transaction, utcnow
from kyc.services.accounts import keys
from kyc.tools import Tools

Say = Callable[[str], None]
FIELDS = specimen.SpecimenFields(
    surname="SAMPLE",
    given_names="ANA",
    number="UT1234567",
    birth_date=date(1990, 1, 15),
    expiry_date=date(utcnow().year + 5, 6, 30),
)


@dataclass(frozen=True)
class Act:
    """One person's evidence: what is declared, a photo of the passport page, and a selfie."""

    applicant: dict[str, str]
    document: bytes
    selfie: bytes


def tell_story(tools: Tools, say: Say) -> None:
    """Play the first act with its own API key, which is revoked afterwards."""
    settings = tools.settings
    key = _lend_key(tools)
    try:
        client = Client(settings.public_base_url, key)
        decided = _play(client, acts(1, settings.models_dir.parent / "people")[0], say)
        kept = settings.instance_dir / "demo-report.json"
        kept.write_text(json.dumps(client.report(decided), indent=2, ensure_ascii=False) + "\n")
        say(f"report        {kept}, the answer of GET /v1/sessions/{decided}/report")
        say(f"staff page    {settings.public_base_url}/staff/cases/{decided}")
    finally:
        _take_back(key)


def _play(client: Client, act: Act, say: Say) -> str:
    """Run the session until it is decided; returns its id."""
    opened = client.open_session(applicant=act.applicant, client_reference_id="demo")
    say(f"opened        {opened['id']}, the applicant's page is {opened['url']}")
    added = client.add_document(opened["id"], act.document)
    say(
        f"document      {added['id']} accepted, quality {added['quality']['verdict']}, now {added['session']['status']}"
    )
    added = client.add_selfie(opened["id"], act.selfie)
    say(f"selfie        {added['id']} accepted")
    say(f"submitted     {client.submit(opened['id'])['status']}")
    found = client.wait(opened["id"], lambda status: say(f"status        {status}"))
    for name, result in found["checks"].items():
        say(f"check         {name}: {result}")
    say(f"read          {json.dumps(found['extracted_data'], ensure_ascii=False)}")
    say(f"decision      {found['status']} with confidence {found['confidence']}")
    return str(opened["id"])


def acts(number: int, cache: Path) -> list[Act]:
    """This many different documents, each with a selfie of the same person; photographs are kept in `cache`."""
    head = people.fetch_people(cache)["ana"]
    return [act(head, head, seed=index, number=f"UT{index:07d}") for index in range(number)]


def act(portrait: Image.Image, selfie: Image.Image, seed: int, **changes: Any) -> Act:
    """Evidence with the first head on the document and the second in the selfie; `changes` are to the page's fields."""
    fields = replace(FIELDS, **changes)
    page = specimen.draw(fields, people.portrait(portrait))
    applicant = {
        "name": f"{fields.given_names} {fields.surname}".title(),
        "document_type": "passport",
        "document_number": fields.number,
        "nationality": fields.nationality,
        "date_of_birth": fields.birth_date.isoformat(),
    }
    return Act(applicant, specimen.photograph(page, seed), jpeg(people.selfie(selfie)))


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def _lend_key(tools: Tools) -> str:
    pepper = tools.settings.api_key_pepper.get_secret_value()
    with transaction(db.session()) as session:
        return keys.issue(session, pepper, DEFAULT_PARTNER, "test", "make demo", keys.SCOPES)


def _take_back(key: str) -> None:
    with transaction(db.session()) as session:
        keys.revoke(session, key.split("_")[2])
