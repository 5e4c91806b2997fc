"""A browser in a few words, whatever its header says."""

from __future__ import annotations

import pytest

from kyc.domain.browsers import browser_name

GECKO = "Gecko/20100101 Firefox/150.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64; rv:150.0) {GECKO}", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/150.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/19.0 Safari/605.1", "Safari on macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Mobile Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) {WEBKIT} CriOS/150.0 Safari/604.1", "Chrome on iPad"),
        (
            f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} SamsungBrowser/29.0 Chrome/150 Safari",
            "Samsung Internet on Android",
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/150.0 Safari/537.36 OPR/130.0", "Opera on ChromeOS"),
        ("Something/1.0 (Windows NT 10.0)", "A browser on Windows"),
        ("Firefox", "Firefox"),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_family_and_system_are_named_and_nothing_else(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def test_a_name_always_fits_its_column() -> None:
    assert len(browser_name("SamsungBrowser Android" + "x" * 100_000)) <= 40
