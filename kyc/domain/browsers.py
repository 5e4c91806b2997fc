"""A browser's name in the few words its owner would recognise: `Firefox on Windows`."""

from __future__ import annotations

# The first match counts: nearly every browser also names those it descends from.
_FAMILIES = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Chromium": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_name(agent: str) -> str:
    """The family of a browser and of its operating system from a User-Agent header; nothing else of it is kept."""
    family, system = _first(_FAMILIES, agent), _first(_SYSTEMS, agent)
    return f"{family or 'A browser'} on {system}" if system else family or "Unknown browser"


def _first(names: dict[str, str], agent: str) -> str:
    return next((name for mark, name in names.items() if mark in agent), "")
