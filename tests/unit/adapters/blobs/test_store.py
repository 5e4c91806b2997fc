"""The sealed store over a folder and over an S3-compatible service; both have to behave alike."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from kyc.adapters.blobs import Keyring, SealedStore, create
from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.ports import Blobs, SealBroken

pytestmark = pytest.mark.xdist_group("s3")
RING = Keyring({"k1": secrets.token_bytes(32)})


@pytest.fixture(params=["file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SealedStore:
    if request.param == "file":
        return create(f"file://{tmp_path / 'blobs'}", RING)
    return create(f"{request.getfixturevalue('bucket')}/images", RING)


def test_it_fills_the_port(store: SealedStore) -> None:
    filled: Blobs = store
    filled.put("selfie/img_1", b"face")
    assert filled.get("selfie/img_1") == b"face"


def test_a_later_put_replaces_the_earlier(store: SealedStore) -> None:
    store.put("selfie/img_1", b"first" * 1000)
    store.put("selfie/img_1", b"second")
    assert store.get("selfie/img_1") == b"second"


def test_what_was_never_put_is_not_found(store: SealedStore) -> None:
    with pytest.raises(NotFound):
        store.get("selfie/img_1")


def test_a_deleted_object_is_gone_and_deleting_again_is_no_error(store: SealedStore) -> None:
    store.put("selfie/img_1", b"face")
    store.delete("selfie/img_1")
    store.delete("selfie/img_1")
    with pytest.raises(NotFound):
        store.get("selfie/img_1")


def test_names_are_listed_by_folder(store: SealedStore) -> None:
    for name in ("selfie/img_1", "document/img_2", "document/img_3"):
        store.put(name, b"x")
    assert sorted(store.names()) == ["document/img_2", "document/img_3", "selfie/img_1"]
    assert sorted(store.names("document")) == ["document/img_2", "document/img_3"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "a b",
        "A",
        "ä",
        "a\x00",
        "a%2f",
        "a" * 201,
    ],
)
def test_a_name_that_could_leave_the_store_is_refused(store: SealedStore, name: str) -> None:
    for use in (store.get, store.delete, store.rewrap, lambda name: store.put(name, b"x")):
        with pytest.raises(ValueError, match="not a name"):
            use(name)


@pytest.mark.parametrize("prefix", ["..", "/etc", "a/../..", ".writing"])
def test_a_folder_outside_the_store_is_not_listed(store: SealedStore, prefix: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        list(store.names(prefix))


@pytest.fixture(params=["file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"file://{tmp_path}" if request.param == "file" else str(request.getfixturevalue("bucket"))


def test_rotation_rewrites_the_header_and_the_old_key_can_go(url: str) -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    create(url, Keyring({"k1": old})).put("selfie/img_1", b"face")
    rotated = create(url, Keyring({"k2": new, "k1": old}))
    assert [rotated.rewrap(name) for name in rotated.names()] == [True]
    assert [rotated.rewrap(name) for name in rotated.names()] == [False]
    assert create(url, Keyring({"k2": new})).get("selfie/img_1") == b"face"


class Meanwhile(Keyring):
    """A ring during whose turn something else happens to the object."""

    happens: Callable[[], object]

    def rewrap(self, name: str, sealed: bytes) -> bytes:
        self.happens()
        return super().rewrap(name, sealed)


@pytest.mark.parametrize("after", [None, b"another face"], ids=["erased", "replaced"])
def test_what_is_erased_or_replaced_while_it_moves_does_not_come_back(url: str, after: bytes | None) -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    serving = create(url, Keyring({"k1": old}))
    serving.put("selfie/img_1", b"face")
    ring = Meanwhile({"k2": new, "k1": old})
    ring.happens = lambda: serving.put("selfie/img_1", after) if after else serving.delete("selfie/img_1")
    assert not create(url, ring).rewrap("selfie/img_1")
    assert list(serving.names()) == (["selfie/img_1"] if after else [])
    assert after is None or serving.get("selfie/img_1") == after


def test_many_who_move_replace_and_delete_one_file_never_bring_it_back(tmp_path: Path) -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    serving = create(f"file://{tmp_path}", Keyring({"k1": old}))
    moving = create(f"file://{tmp_path}", Keyring({"k2": new, "k1": old}))

    def move(name: str) -> None:
        with suppress(NotFound):
            moving.rewrap(name)

    names = [f"selfie/img_{number}" for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        for name in names:
            serving.put(name, b"face")
            pool.submit(move, name)
            pool.submit(serving.delete, name)
    assert list(serving.names()) == []


def test_a_file_copied_under_another_name_does_not_open(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path}", RING)
    store.put("selfie/img_1", b"face")
    (tmp_path / "selfie" / "img_2").write_bytes((tmp_path / "selfie" / "img_1").read_bytes())
    with pytest.raises(SealBroken):
        store.get("selfie/img_2")


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), lambda raw: raw[:0]]
)
def test_a_damaged_file_does_not_open(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    store = create(f"file://{tmp_path}", RING)
    store.put("selfie/img_1", b"face")
    path = tmp_path / "selfie" / "img_1"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(SealBroken):
        store.get("selfie/img_1")


def test_no_image_lies_readable_on_disk(tmp_path: Path) -> None:
    create(f"file://{tmp_path / 'blobs'}", RING).put("selfie/img_1", b"a readable face" * 50)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"readable" not in files[0].read_bytes()


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    create(f"file://{tmp_path}/deep/with #odd %20 name", RING).put("a", b"x")
    made = tmp_path / "deep" / "with #odd %20 name"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert (made / "a").is_file()


def test_a_folder_that_cannot_be_written_is_unavailable_and_not_a_crash(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path}", RING)
    (tmp_path / "selfie").write_text("a file where a folder has to be")
    with pytest.raises(Unavailable):
        store.put("selfie/img_1", b"face")


@pytest.mark.parametrize(
    "url", ["", "blobs", "file://", "file:///", "file://host/x", "file://./x", "s3://", "http://x/y"]
)
def test_an_address_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="BLOB_URL"):
        create(url, RING)


def test_a_folder_that_went_away_is_made_again(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path / 'blobs'}", RING)
    (tmp_path / "blobs").rmdir()
    store.put("selfie/img_1", b"face")
    assert store.get("selfie/img_1") == b"face"


def test_an_image_is_replaced_as_a_whole(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path}", RING)
    for content in (b"first", b"second"):
        store.put("selfie/img_1", content)
    assert store.get("selfie/img_1") == b"second"
    assert list(store.names()) == ["selfie/img_1"]


def test_only_the_names_of_a_folder_are_listed(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path}", RING)
    for name in ("selfie/img_1", "document/img_2"):
        store.put(name, b"x")
    assert list(store.names("selfie")) == ["selfie/img_1"]
    assert sorted(store.names()) == ["document/img_2", "selfie/img_1"]


def test_moving_to_a_new_key_is_refused_for_what_does_not_open(tmp_path: Path) -> None:
    store = create(f"file://{tmp_path}", RING)
    store.put("selfie/img_1", b"face")
    other = create(f"file://{tmp_path}", Keyring({"k9": secrets.token_bytes(32)}))
    with pytest.raises(SealBroken, match="not in the key ring"):
        other.rewrap("selfie/img_1")
    with pytest.raises(NotFound):
        other.rewrap("selfie/img_2")
    assert store.get("selfie/img_1") == b"face"
