"""Types of settings beyond plain words and numbers; each says what it expects, and never repeats a value."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from croniter import CroniterError, croniter
from limits import parse_many
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from kyc.domain.retention import LONGEST

SCHEMES = {
    "public_base_url": ("http://", "https://"),
    "database_url": ("sqlite:///", "postgres://", "postgresql://", "postgresql+psycopg://"),
    "blob_url": ("file:///", "s3://"),
    "yente_url": ("http://", "https://"),
    "pocketbase_url": ("http://", "https://"),
}
"""The schemes that URLs may begin with."""
_FORMS = {
    "database_url": "postgresql://user:password@host:port/name",
    "blob_url": "file:///folder or s3://bucket/prefix",
}
_WEB = "https://host or https://host:port, and a port is a number up to 65535"
LIMIT_STORES = frozenset(
    {"memory", "redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster", "valkey", "valkeys", "memcached"}
)
"""Out of those that the `limits` package knows."""


def checked_address(setting: str, value: str) -> str:
    """An address that begins as `SCHEMES` says and is well-formed; raises `ValueError`."""
    known = SCHEMES[setting]
    if not value.startswith(known):
        raise ValueError(f"has to begin with {' or '.join(known)}")
    if not (_is_database(value) if setting == "database_url" else _is_address(value)):
        raise ValueError(f"has to be {_FORMS.get(setting, _WEB)}")
    return value


def _is_database(value: str) -> bool:
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme in ("file", "memory")  # these two are local to this host


def _limit_store(value: str) -> str:
    scheme = value.partition("://")[0]
    several = "+" in scheme  # a cluster, a socket: URLs of a different form
    if scheme not in LIMIT_STORES or not (several or _is_address(value)):
        raise ValueError("has to be memory://, or the address of a Redis: redis://host:port/0")
    return value


def _rate(text: str) -> str:
    try:
        parse_many(text)
    except ValueError:
        raise ValueError("has to be a number in a time: 120/minute, or several: 10/second;200/minute") from None
    return text


def _cron(text: str) -> str:
    try:
        if not text or (len(text.split()) == 5 and croniter(text).get_next()):  # the 30th of February never comes
            return text
    except CroniterError:
        pass
    raise ValueError('has to be the five fields of cron, each within its range: "30 4 * * *" is every day at 4:30')


def _listening(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and not (host and port.isdecimal() and int(port) <= 65_535):
        raise ValueError("has to be host:port, and a port is a number up to 65535")
    return text


def _networks(entries: tuple[str, ...]) -> tuple[str, ...]:
    for place, entry in enumerate(entries, 1):
        try:
            ip_network(entry, strict=False)
        except ValueError:
            raise ValueError(f"has to be networks like 10.0.0.0/8, by commas; entry {place} is none") from None
    return entries


def _split(value: object) -> object:
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def ring(current: SecretStr, others: SecretStr) -> tuple[bytes, ...]:
    """The current secret, and the others that are still accepted, in their order."""
    words = (word.strip() for word in others.get_secret_value().split(","))
    return (current.get_secret_value().encode(), *(word.encode() for word in words if word))


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Rate = Annotated[str, AfterValidator(_rate)]
Cron = Annotated[str, AfterValidator(_cron)]
"""Empty: never."""
ListenAddress = Annotated[str, AfterValidator(_listening)]
"""Empty: nowhere."""
LimitStore = Annotated[str, AfterValidator(_limit_store)]
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)]
Days = Annotated[int, Field(ge=0, le=LONGEST)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda value: str(value).upper())]
