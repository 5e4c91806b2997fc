"""One word for a device, from what real browsers say."""

from __future__ import annotations

import pytest

from kyc.domain.devices import Device, device_of, together

SAID = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148": "phone",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile": "phone",
    "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0": "phone",
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile": "phone",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0": "tablet",
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile/15E148": "tablet",
    "Mozilla/5.0 (Android 13; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0": "tablet",
    "Mozilla/5.0 (Linux; Android 9; KFTRWI) AppleWebKit/537.36 Silk/120.1 like Chrome/120.0 Safari/537.36": "tablet",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0": "desktop",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15": "desktop",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": "desktop",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36": "desktop",
    "curl/8.14.1": "unknown",
    "": "unknown",
    "x" * 600 + " iPhone": "unknown",
}


@pytest.mark.parametrize(("agent", "kind"), SAID.items())
def test_browsers_are_told_apart_by_kind_alone(agent: str, kind: str) -> None:
    assert device_of(agent) == kind


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (None, "phone", "phone"),
        (None, "unknown", "unknown"),
        ("unknown", "tablet", "tablet"),
        ("phone", "phone", "phone"),
        ("phone", "unknown", "phone"),
        ("desktop", "phone", "several"),
        ("several", "phone", "several"),
    ],
)
def test_two_kinds_are_several(before: str | None, now: str, kept: str) -> None:
    assert together(before, Device(now)) == kept
