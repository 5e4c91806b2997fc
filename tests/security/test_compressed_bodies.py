"""A body that says it is packed is never unpacked: a bomb of a kilobyte stays a kilobyte."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

import pytest
from flask.testing import FlaskClient

from tests.api.calls import LIVE, opened

pytestmark = pytest.mark.one_database
ZEROS = b'{"applicant": {"name": "' + b"a" * 20_000_000 + b'"}}'
PACKED = {"gzip": gzip.compress(ZEROS), "deflate": zlib.compress(ZEROS), "br": b"\x8b\x02\x80"}


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("path", ["/v1/sessions", "/api/profiles/create"])
def test_a_packed_body_is_refused_as_what_it_is(client: FlaskClient, path: str, coding: str) -> None:
    answer = client.post(
        path, data=PACKED[coding], headers=LIVE | {"Content-Encoding": coding, "Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert len(PACKED[coding]) < 64 * 1024


@pytest.mark.parametrize("kind", ["zip", "gzip"])
def test_an_archive_is_no_image_whatever_it_holds(client: FlaskClient, kind: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../photo.jpg", b"\xff\xd8\xff" + b"\0" * 30_000_000)
    data = out.getvalue() if kind == "zip" else gzip.compress(b"\xff\xd8\xff" + b"\0" * 30_000_000)
    form = {"type": "passport", "side": "data_page", "file": (io.BytesIO(data), "photo.jpg")}
    answer = client.post(f"/v1/sessions/{opened(client)['id']}/documents", data=form, headers=LIVE)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "file_type_unsupported")
