"""Receipts are signed by our key and opened by anybody's copy of its public half."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kyc.adapters.receipts import ReceiptKeys, Unsigned, opened

OLD, NEW = base64.b64encode(bytes(32)).decode(), base64.b64encode(b"\x01" * 32).decode()


def keys(text: str = f"r1:{OLD}") -> ReceiptKeys:
    return ReceiptKeys.parse(text)


def unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_what_was_signed_is_opened() -> None:
    assert opened(keys().sign({"a": "ü"}), keys().public()) == {"a": "ü"}


def test_anybody_verifies_it_without_any_of_our_code() -> None:
    head, body, signature = keys().sign({"a": 1}).split(".")
    public = Ed25519PublicKey.from_public_bytes(unpadded(keys().public()["keys"][0]["x"]))
    public.verify(unpadded(signature), f"{head}.{body}".encode())
    assert json.loads(unpadded(body)) == {"a": 1}
    with pytest.raises(InvalidSignature):
        public.verify(unpadded(signature), f"{head}.{body}x".encode())


def test_the_public_half_is_the_one_of_rfc_8032() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = ReceiptKeys({"r1": seed}).public()["keys"][0]
    assert unpadded(public["x"]).hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_nothing_secret_is_told() -> None:
    assert {name for key in keys().public()["keys"] for name in key} == {"kty", "crv", "x", "kid", "use", "alg"}


def test_a_new_first_key_signs_and_the_old_one_still_verifies() -> None:
    before, both = keys().sign({"a": 1}), keys(f"r2:{NEW}, r1:{OLD}")
    assert opened(before, both.public()) == {"a": 1}
    with pytest.raises(Unsigned):
        opened(both.sign({"a": 1}), keys().public())


@pytest.mark.parametrize(
    "change", [lambda text: text[:-4] + "AAAA", lambda text: text.replace(".", "", 1), lambda _: "", lambda _: "a.b.c"]
)
def test_what_was_changed_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(Unsigned):
        opened(change(keys().sign({"a": 1})), keys().public())


def test_what_is_too_long_is_not_even_looked_at() -> None:
    with pytest.raises(Unsigned, match="too long"):
        opened("a" * 300_000, keys().public())


@pytest.mark.parametrize("text", ["", "r1", f"r1:{OLD},r1:{OLD}", f"r 1:{OLD}", "r1:AAAA", "r1:?"])
def test_keys_that_are_none_are_refused_by_their_place(text: str) -> None:
    with pytest.raises(ValueError, match="RECEIPT_KEYS"):
        keys(text)
