"""The rules of a partner's branding: a change is told everything that is wrong with it, and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kyc.domain.accents import THEMES, Pair, Theme, ThemeName, readable, worst
from kyc.domain.colours import Colour, colour, written
from kyc.domain.errors import FieldError, Invalid, Refused
from kyc.domain.look import SHAPES, Logo, Mark, Shape, Style, style_of

NAME_LIMIT = 80
# Scripts such as Persian join and separate letters by invisible characters.
_JOINERS = str.maketrans("", "", "\u200c\u200d")
_SEEN = 1.3
LOGO_FIELDS: Mapping[ThemeName, str] = {"light": "logo", "dark": "logo_dark"}
Prepare = Callable[[bytes, Colour], Logo]
_LOGO_WORDS = {
    "file_too_large": "the file is larger than 2 MB",
    "file_type_unsupported": "a logo is a PNG, JPEG or WebP picture that does not move; an SVG can carry scripts: "
    "export it as a PNG with a transparent ground",
    "image_too_large": "the picture has more than 8 megapixels",
    "image_too_small": "the picture needs at least 16 pixels each way, and may not be almost a line",
    "file_damaged": "the file cannot be opened",
}


@dataclass(frozen=True, slots=True)
class LookChanges:
    """A change: None keeps a value, an empty text goes back to our default."""

    name: str | None = None
    accent: str | None = None
    accent_dark: str | None = None
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A partner's branding: `name` is what applicants read, `own_name` is set only where it was chosen here."""

    partner_id: str
    name: str
    own_name: str | None = None
    accent: str | None = None
    accent_dark: str | None = None
    shape: Shape = "soft"
    logo: Mark | None = None
    logo_dark: Mark | None = None
    updated_at: datetime | None = None
    updated_by: str | None = None

    @property
    def style(self) -> Style:
        return style_of(self.accent, self.accent_dark, self.shape)


def judged(before: Look, changes: LookChanges) -> Look:
    """The branding after these changes; raises `Invalid` with everything that is wrong with them."""
    errors = list[FieldError]()
    found = replace(
        before,
        own_name=_name(changes.name, before.own_name, errors),
        accent=_accent("accent", changes.accent, before.accent, errors),
        accent_dark=_accent("accent_dark", changes.accent_dark, before.accent_dark, errors),
        shape=_shape(changes.shape, before.shape, errors),
    )
    if errors:
        raise Invalid(errors)
    return replace(found, name=found.own_name) if found.own_name else found


def logo_from(data: bytes, theme: ThemeName, prepare: Prepare) -> Logo:
    """A logo that can be stored; raises `Invalid` with a message for whoever chose the file."""
    field = LOGO_FIELDS[theme]
    try:
        made = prepare(data, THEMES[theme].surface)
    except Refused as error:
        words = _LOGO_WORDS.get(error.code, "the file cannot be used")
        raise Invalid([FieldError(f"/{field}", error.code, words)]) from None
    if made.contrast < _SEEN:
        words = f"it can hardly be seen on {theme} pages: it needs darker parts, or a ground of its own"
        raise Invalid(
            [FieldError(f"/{field}", "hardly_seen", words if theme == "light" else words.replace("darker", "lighter"))]
        )
    return made


def _name(new: str | None, before: str | None, errors: list[FieldError]) -> str | None:
    if new is None:
        return before
    name = " ".join(new.split())
    if len(name) > NAME_LIMIT or not name.translate(_JOINERS).isprintable():
        errors.append(
            FieldError("/name", "invalid_name", f"a name has at most {NAME_LIMIT} characters, all of them visible")
        )
    return name or None


def _accent(field: str, new: str | None, before: str | None, errors: list[FieldError]) -> str | None:
    if new is None:
        return before
    theme = THEMES["light" if field == "accent" else "dark"]
    try:
        found = colour(new) if new.strip() else None
    except ValueError:
        errors.append(FieldError(f"/{field}", "not_a_colour", "a colour is written like #0a7d59"))
        return before
    low = worst(found, theme) if found else None
    if found and low:
        errors.append(FieldError(f"/{field}", "low_contrast", _too_weak(found, theme, low)))
    return written(found) if found else None


def _too_weak(found: Colour, theme: Theme, low: Pair) -> str:
    """Which pair lacks contrast, by how much, and which colour would do."""
    return (
        f"it is too weak on {theme.name} pages: {low.what} reaches {shown_ratio(low.ratio)} "
        f"where {shown_ratio(low.needed)} is needed; the nearest shade that does is {written(readable(found, theme))}"
    )


def shown_ratio(ratio: float) -> str:
    """Two decimals, never rounded up to what is required: 4.499 is shown as 4.49:1."""
    return f"{int(ratio * 100) / 100:g}:1"


def _shape(new: str | None, before: Shape, errors: list[FieldError]) -> Shape:
    word = (new or "soft") if new is not None else before
    for one in SHAPES:
        if one == word:
            return one
    errors.append(FieldError("/shape", "unknown_shape", f"the shape is one of {', '.join(SHAPES)}"))
    return before
