"""Mistakes in settings, in plain words: which setting, and what it has to be, but never the value given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_EXPECTED = {
    "int_parsing": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "float_parsing": "has to be a number",
    "bool_parsing": "has to be true or false",
    "literal_error": "has to be {expected}",
    "greater_than_equal": "has to be {ge} or more",
    "less_than_equal": "has to be {le} or less",
    "greater_than": "has to be more than {gt}",
    "string_too_long": "may have {max_length} characters at most",
    "path_not_file": "has to be the path of a file that is there",
}
"""By pydantic's type of error, with what it knows about the limit."""
_OTHERWISE = "is not what it has to be"
_NAME = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")
Part = TypeVar("Part")
BROKEN = (ValueError, OSError, ImportError, AttributeError)
"""What a part raises if it cannot be built from its setting."""


class Mistaken(ValueError):
    """Settings that cannot be used; `found` maps each setting's name to what is expected, and holds no values."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__("\n".join(_sentence(name, words) for name, words in found.items()))
        self.found = dict(found)

    def sentences(self) -> list[str]:
        return str(self).splitlines()


def _sentence(name: str, words: str) -> str:
    return words if name in words else f"{name} {words}"


def of_validation(error: ValidationError, settings: type[BaseModel]) -> Mistaken:
    """What pydantic refused; a mistake in several settings together stands under the first that it names."""
    return Mistaken(dict(_told(one, settings) for one in error.errors(include_input=False, include_url=False)))


def _told(one: ErrorDetails, settings: type[BaseModel]) -> tuple[str, str]:
    known = one.get("ctx", {})
    if one["type"] == "value_error":
        words = str(known["error"])
        named = (name for name in _NAME.findall(words) if name.lower() in settings.model_fields)
        return (str(one["loc"][0]).upper() if one["loc"] else next(named, "Settings")), words
    field = settings.model_fields[str(one["loc"][0])]
    words = _EXPECTED.get(one["type"], _OTHERWISE).format_map(known)
    about = f" ({field.description.rstrip('.')})" if field.description else ""
    return str(one["loc"][0]).upper(), words + about


def made(setting: str, make: Callable[[], Part]) -> Part:
    """The part that a setting describes; raises `Mistaken` for that setting where it cannot be built."""
    try:
        return make()
    except Mistaken:
        raise
    except BROKEN as error:
        words = str(error) if isinstance(error, ValueError) else f"cannot be used ({_reason(error)})"
        raise Mistaken({setting: words}) from None


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else str(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
