"""The kind of device a browser runs on, as one coarse word, so that nothing else of its header has to be kept."""

from __future__ import annotations

import re
from enum import StrEnum


class Device(StrEnum):
    """The kind of device; `several` once two kinds took part, `unknown` where the browser does not say."""

    PHONE = "phone"
    TABLET = "tablet"
    DESKTOP = "desktop"
    SEVERAL = "several"
    UNKNOWN = "unknown"


# The first match counts, because phones and tablets name the systems of larger machines as well. Android phones say
# "Mobile" and tablets do not; an iPad that requests desktop pages claims to be a Macintosh and looks the same.
_SIGNS = (
    (Device.TABLET, re.compile(r"iPad|Tablet|PlayBook|Kindle|Silk/(?!.*Mobile)|Android(?!.*Mobi)", re.IGNORECASE)),
    (Device.PHONE, re.compile(r"iPhone|iPod|Mobi|Windows Phone|BlackBerry|BB10", re.IGNORECASE)),
    (Device.DESKTOP, re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux", re.IGNORECASE)),
)
_LONGEST = 500


def device_of(agent: str) -> Device:
    """The kind by the `User-Agent` header; only its first 500 characters are read, and no browser sends more."""
    said = agent[:_LONGEST]
    return next((device for device, sign in _SIGNS if sign.search(said)), Device.UNKNOWN)


def together(before: str | None, now: Device) -> Device:
    """The kind to remember when another browser takes over; an unknown kind changes nothing."""
    if before in (None, Device.UNKNOWN, now):
        return now
    return Device(before) if now is Device.UNKNOWN else Device.SEVERAL
