"""Which addresses may be reached, judged without a network."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from ipaddress import ip_address

import pytest

from kyc.adapters.addresses import Blocked, check_url, networks, permitted, port_of, resolve

INTERNAL = [
    "http://127.0.0.1/",
    "http://127.8.9.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://deep.localhost/",
    "http://[::1]/",
    "http://[::]/",
    "http://0.0.0.0/",
    "http://0/",
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
]
MALFORMED = [
    "",
    "example.com",
    "//example.com/",
    "http:///path",
    "http://",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "http://user:pw@example.com/",
    "http://user@example.com/",
    "http://example.com:99999/",
    "http://example.com:0/",
    "http://example.com:x/",
    "http://[::1/",
    "http://exa mple.com/",
    "http://example.com/\r\nx: y",
    "http://example.com\\@127.0.0.1/",
    "http://example.com/\x00",
    "https://example.com/" + "a" * 2000,
]


@pytest.mark.parametrize("url", INTERNAL)
def test_an_internal_address_in_any_spelling_is_refused_at_once(url: str) -> None:
    assert check_url(url, ()) == "blocked_address"


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_plain_http_address_is_refused_at_once(url: str) -> None:
    assert check_url(url, ()) == "invalid_url"


@pytest.mark.parametrize("host", ['1"7.1', "a<b.example", "a%2eexample", "a^b", "[fe80::1%25eth0]", "a,b", "a'b"])
def test_what_no_host_has_is_refused_before_another_parser_escapes_it(host: str) -> None:
    assert check_url(f"https://{host}/", ()) == "invalid_url"


@pytest.mark.parametrize(
    "url",
    [
        "https://partner.example/hooks",
        "http://partner.example:8080/hooks?a=b#c",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        "https://bücher.example/",
        "https://localhost.example/",
    ],
)
def test_a_public_address_passes(url: str) -> None:
    assert check_url(url, ()) is None


def test_a_request_time_check_asks_no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = socket.getaddrinfo

    def spy(*args: object, flags: int = 0, **rest: object) -> object:
        asked.append(flags)
        return real(*args, flags=flags, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", spy)
    assert check_url("https://partner.example/", ()) is None
    assert asked == [socket.AI_NUMERICHOST]


@pytest.mark.parametrize(
    ("url", "allow", "code"),
    [
        ("http://127.0.0.1/", ["127.0.0.0/8"], None),
        ("http://localhost/", ["127.0.0.1"], None),
        ("http://127.0.0.1/", ["127.0.0.2/32"], "blocked_address"),
        ("http://[::1]/", ["127.0.0.0/8"], "blocked_address"),
        ("http://[::1]/", ["::1/128"], None),
        ("http://[::ffff:10.1.2.3]/", ["10.0.0.0/8"], None),
        ("http://10.1.2.3/", ["10.1.0.0/16", "192.168.0.0/16"], None),
        ("http://192.168.0.9/", ["10.1.0.0/16", "192.168.0.0/16"], None),
        ("http://10.2.0.1/", ["10.1.0.0/16", "192.168.0.0/16"], "blocked_address"),
        ("ftp://127.0.0.1/", ["127.0.0.0/8"], "invalid_url"),
    ],
)
def test_a_private_address_is_allowed_inside_the_list_alone(url: str, allow: list[str], code: str | None) -> None:
    assert check_url(url, allow) == code


def test_public_addresses_are_permitted_and_reserved_ones_are_not() -> None:
    assert permitted(ip_address("93.184.215.14"), ())
    assert permitted(ip_address("2606:4700:4700::1111"), ())
    assert not permitted(ip_address("4000::1"), ())


def test_an_allow_list_that_is_no_network_is_an_error_at_start() -> None:
    assert [str(network) for network in networks(["10.1.2.3/8"])] == ["10.0.0.0/8"]
    with pytest.raises(ValueError, match="does not appear"):
        networks(["intranet"])


def test_the_port_is_that_of_the_scheme_unless_given() -> None:
    assert [port_of(url) for url in ("http://a/", "https://a/", "https://a:8443/")] == [80, 443, 8443]


def answering(*texts: str) -> Callable[..., object]:
    """A name server whose answer changes with each question."""
    answers, real = iter(texts), socket.getaddrinfo

    def lookup(host: str, port: int, **rest: object) -> object:
        if host != "partner.example":
            return real(host, port, **rest)  # type: ignore[arg-type]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    return lookup


def test_a_name_that_resolves_inwards_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("10.0.0.1"))
    with pytest.raises(Blocked):
        resolve("partner.example", 443, (), 5)


def test_a_name_is_asked_for_once_and_the_judged_address_is_the_one_to_connect_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("93.184.215.14", "10.0.0.1"))
    assert resolve("partner.example", 443, (), 5) == "93.184.215.14"


def test_an_ipv6_address_is_spelled_as_in_a_url() -> None:
    assert resolve("::1", 443, networks(["::1"]), 5) == "[::1]"


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **rest: time.sleep(0.3))
    with pytest.raises(TimeoutError):
        resolve("partner.example", 443, (), 0.01)
