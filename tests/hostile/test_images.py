"""Every kind of hostile image is accepted or refused with a reason of the catalogue, and nothing else happens."""

from __future__ import annotations

import hashlib
import io
import random
import tracemalloc
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bench._hostile import CONTENT_TYPES, FILE_NAMES, KINDS, Material, Sample, samples
from bench._hostile.mutations import KINDS as MUTATIONS
from kyc.adapters.images import create
from kyc.domain.errors import Refused
from kyc.domain.reasons import CATALOGUE
from kyc.models import Document, RefusedUpload
from tests.api.calls import LIVE, PROBLEM, opened, stored

# The largest upload that an installation takes, as settings have it.
INTAKE = create(max_bytes=12 * 1024 * 1024, max_pixels=40_000_000)
OF_THE_FORM = {"payload_too_large", "invalid_request", "bad_request"}


def send(client: FlaskClient, sample: Sample) -> str:
    """The code of the answer, which has to be as the contract says."""
    path = f"/v1/sessions/{opened(client)['id']}/documents"
    data: dict[str, Any] = {
        "type": "passport",
        "file": (io.BytesIO(sample.data), sample.file_name, sample.content_type),
    }
    answer = client.post(path, data=data, headers=LIVE)
    if answer.status_code == 201:
        assert answer.get_json()["sha256"] == hashlib.sha256(sample.data).hexdigest()
        return "accepted"
    assert 400 <= answer.status_code < 500, (sample.kind, answer.text)
    assert answer.mimetype == PROBLEM
    code = str(answer.get_json()["code"])
    assert code in CATALOGUE or code in OF_THE_FORM
    assert answer.get_json()["detail"]
    return code


def of_kind(name: str, material: Material, turn: int = 0) -> bytes:
    return KINDS[name](random.Random(f"{name}{turn}"), material)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_accepted_or_refused_with_a_reason(
    client: FlaskClient, session: Session, material: Material, name: str
) -> None:
    code = send(client, Sample(name, of_kind(name, material), "document.jpg", "image/jpeg"))
    kept = (stored(session, Document), stored(session, RefusedUpload))
    assert kept == ((1, 0) if code == "accepted" else (0, 0) if code in OF_THE_FORM else (0, 1))


def test_whatever_the_sender_calls_a_file_its_content_decides(client: FlaskClient, material: Material) -> None:
    for name, content_type in zip(FILE_NAMES, CONTENT_TYPES * 2, strict=False):
        assert send(client, Sample("honest", material.jpeg, name, content_type)) == "accepted"


def test_mutations_of_every_format_are_accepted_or_refused(client: FlaskClient, material: Material) -> None:
    quick = [name for name in MUTATIONS if not name.startswith(("heic", "pdf"))]
    told = [
        send(client, Sample(name, of_kind(name, material, turn), "a.png", "image/png"))
        for name in quick
        for turn in (1, 2)
    ]
    assert len(told) == 64
    assert "accepted" in told
    assert "file_damaged" in told


def taken(data: bytes) -> tuple[str, int]:
    """What the intake says, and how many bytes Python's own allocations grew to; numpy's and Pillow's headers are among
    them, pixels inside of Pillow are not."""
    tracemalloc.start()
    try:
        INTAKE.accept(data, allow_pdf=True)
        told = "accepted"
    except Refused as refusal:
        told = refusal.code
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return told, peak


@pytest.mark.parametrize(
    "name",
    [
        "jpeg whose exif is amplified",
        "png whose exif is amplified",
        "webp with a bomb of metadata",
        "png with a bomb in text or profile",
        "jpeg whose exif is a ring",
    ],
)
def test_metadata_costs_no_more_memory_than_the_file(material: Material, name: str) -> None:
    for turn in range(3):
        data = of_kind(name, material, turn)
        told, peak = taken(data)
        assert told == "accepted"
        assert peak < 5 * len(data) + 20_000_000


@pytest.mark.parametrize(
    "name", ["jpeg with a flood of segments", "jpeg with a flood of markers", "png with a flood of chunks"]
)
def test_a_flood_costs_no_more_memory_than_the_file(material: Material, name: str) -> None:
    for turn in range(3):
        data = of_kind(name, material, turn)
        told, peak = taken(data)
        assert told in ("accepted", "file_damaged", "image_too_large")
        assert peak < 5 * len(data) + 20_000_000


def test_the_same_seed_makes_the_same_images() -> None:
    first, second = (list(samples(20, seed=11)) for _ in range(2))
    assert first == second
    assert len({one.kind for one in first}) == 20
