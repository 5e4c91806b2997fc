"""Images on S3 over HTTP: what travels is sealed, signatures count, and a service that is away is said so in time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from kyc.adapters.blobs import Keyring, SealedStore, create
from kyc.adapters.blobs.service import Service
from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.ports import SealBroken
from tests.providers.s3 import PAGE, S3

pytestmark = pytest.mark.xdist_group("s3")
RING = Keyring({"k1": secrets.token_bytes(32)})
USES: list[Callable[[SealedStore], object]] = [
    lambda store: store.put("selfie/img_1", b"face"),
    lambda store: store.get("selfie/img_1"),
    lambda store: store.delete("selfie/img_1"),
    lambda store: list(store.names()),
    lambda store: store.rewrap("selfie/img_1"),
]
LIST = 3
"""obstore tells no reason where it may not list."""


@pytest.fixture
def hurried(bucket: str) -> SealedStore:
    """Waits half a second where the real one waits ten."""
    return SealedStore(Service(bucket, patience=timedelta(seconds=0.5)), RING)


def test_the_service_gets_sealed_bytes_under_the_prefix(s3: S3, bucket: str) -> None:
    create(f"{bucket}/images", RING).put("selfie/img_1", b"a readable face")
    kept = s3.kept(bucket)
    assert list(kept) == ["images/selfie/img_1"]
    assert b"readable" not in kept["images/selfie/img_1"]


def test_two_prefixes_of_one_bucket_know_nothing_of_each_other(bucket: str) -> None:
    one, other = create(f"{bucket}/one", RING), create(f"{bucket}/other", RING)
    one.put("selfie/img_1", b"face")
    assert (list(one.names()), list(other.names())) == (["selfie/img_1"], [])
    with pytest.raises(NotFound):
        other.get("selfie/img_1")


def test_a_bucket_of_more_than_a_page_is_listed_whole(bucket: str, hurried: SealedStore) -> None:
    names = {f"frame/img_{number}" for number in range(PAGE + 3)}
    service = Service(bucket)
    for name in names:
        service.put(name, b"x")
    assert set(hurried.names("frame")) == names


def test_what_is_signed_with_the_right_secret_is_served(s3: S3, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3.strict() as env:
        _use(env, monkeypatch)
        store = create(f"{bucket}/images", RING)
        store.put("selfie/img_1", b"face" * 5000)
        assert (store.get("selfie/img_1"), list(store.names("selfie"))) == (b"face" * 5000, ["selfie/img_1"])
        store.delete("selfie/img_1")
        assert list(store.names()) == []


@pytest.mark.parametrize("use", [use for place, use in enumerate(USES) if place != LIST])
def test_wrong_credentials_are_unavailable_in_words_that_say_so(
    s3: S3, bucket: str, monkeypatch: pytest.MonkeyPatch, use: Callable[[SealedStore], object]
) -> None:
    with s3.strict() as env:
        _use({**env, "AWS_SECRET_ACCESS_KEY": "mistyped"}, monkeypatch)
        with pytest.raises(Unavailable, match="refuses our credentials") as problem:
            use(create(bucket, RING))
    assert "selfie" not in str(problem.value)
    assert "mistyped" not in repr(problem.value.__cause__)


def test_a_bucket_that_does_not_exist_is_unavailable_for_writing(bucket: str) -> None:
    with pytest.raises(Unavailable):
        create(f"{bucket}-mistyped", RING).put("selfie/img_1", b"face")


@pytest.mark.parametrize("use", USES)
def test_a_service_that_does_not_answer_in_time_is_unavailable_and_serves_again_afterwards(
    s3: S3, hurried: SealedStore, use: Callable[[SealedStore], object]
) -> None:
    hurried.put("selfie/img_1", b"face")
    with s3.frozen(), pytest.raises(Unavailable) as problem:
        use(hurried)
    assert "selfie" not in str(problem.value)
    hurried.put("selfie/img_1", b"face again")
    assert hurried.get("selfie/img_1") == b"face again"


def test_a_service_that_is_gone_is_unavailable_and_serves_again_when_it_is_back(
    s3: S3, hurried: SealedStore, bucket: str
) -> None:
    kept = Service(bucket)
    s3.stop()
    try:
        for use in USES[:2]:
            with pytest.raises(Unavailable):
                use(hurried)
    finally:
        s3.start()
    s3.bucket(bucket)
    kept.put("selfie/img_1", b"not sealed")
    with pytest.raises(SealBroken):
        hurried.get("selfie/img_1")


def _use(env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
