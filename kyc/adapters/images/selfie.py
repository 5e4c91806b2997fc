"""Refuses at once, with a plain reason, a selfie whose face cannot be compared; a doubt is only a warning."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.adapters.faces.detection import Face
from kyc.adapters.images.light import Light, light
from kyc.adapters.images.portrait import Portraits
from kyc.adapters.images.selfie_face import LEAST_SCORE, FaceMeasures, measure_face
from kyc.adapters.images.view import Colour, decode
from kyc.domain.ports import ImageQuality, Picture

_LONG_SIDE = 1000
LEAST_SIDE = 200
SHARP_REFUSE, SHARP_WARN = 12, 60
"""Of the whole picture, where no face is found: webcam selfies measured at least 176, blurred by 2 pixels 8 to 23."""
DARK, BRIGHT, FLAT, MOSTLY = 0.9, 0.9, 25, 0.6

# `python -m bench quality DIR` prints the error rates of the limits below: 150 press photographs, 160 webcam selfies.
EYES_REFUSE, EYES_WARN = 30.0, 60.0
"""Pixels between the eyes: of one person's pairs 5 % are missed at 30, 10 % at 25, 40 % at 20, no more at 60."""
TURN_REFUSE, TURN_WARN = 35.0, 25.0
"""Degrees: of 310 genuine faces one is turned by more than 35; up to 30 a face resembles its frontal picture well."""
FACE_DARK_REFUSE, FACE_DARK_WARN, FACE_BURNT_REFUSE, FACE_BURNT_WARN = 25.0, 40.0, 0.7, 0.4
"""Mean brightness of the face from 0 to 255, and its overexposed share: genuine webcams go down to 44, up to 0.52."""
FACE_SHARP_REFUSE, FACE_SHARP_WARN = 25.0, 45.0
"""Genuine faces have at least 37; blurred by a twentieth of the eye distance, nine in ten have less than 26."""
UPRIGHT = 0.92
"""Detection score from which a face is surely the right way up: upside down none of 310 got more, and none of the 310
scored higher in another quarter turn. The landmarks of an upside-down face miss eyes and mouth, so it resembles
nobody."""
SECOND_REFUSE, SECOND_WARN = 0.65, 0.25
"""A second face of this relative area makes it doubtful whose selfie it is; smaller ones are bystanders. The largest
and most central face is the one that is compared."""


def selfie_quality(picture: Picture, portraits: Portraits) -> ImageQuality:
    """The verdict on one selfie, with its measurements; without a detector by light and size only."""
    colour = decode(picture, _LONG_SIDE)
    found, faces = light(colour), portraits.faces(colour)
    long_side = max(picture.width, picture.height)
    measures = {name: round(float(getattr(found, name)), 4) for name in found.__slots__} | {"long_side": long_side}
    if faces is None:
        refused = _unlit(found) or _too_coarse(found, long_side)
        soft = refused is None and found.sharpness < SHARP_WARN
        return ImageQuality(refused, ("image_blurry",) if soft else (), measures)
    person = measure_face(colour, faces, picture.width / colour.shape[1])
    if _lies(colour, faces, portraits):
        return ImageQuality("image_turned", (), measures)
    if person is None:
        return ImageQuality(_unlit(found) or _without_face(found), (), measures)
    measures |= {f"face_{name}": round(getattr(person, name), 4) for name in person.__slots__}
    refused = _refusal(person)
    return ImageQuality(refused, () if refused else _warnings(person), measures)


def _lies(colour: Colour, faces: Sequence[Face], portraits: Portraits) -> bool:
    """Whether a face is more certain once the picture is rotated: it is upside down or on its side."""
    best = max((face.score for face in faces), default=0.0)
    other = portraits.find(colour, (1, 2, 3)) if best < UPRIGHT else None
    return other is not None and other.score > max(best, LEAST_SCORE)


def _unlit(found: Light) -> str | None:
    if found.dark_share > DARK:
        return "image_too_dark"
    if found.contrast < FLAT:
        return "image_too_bright" if found.bright_share > BRIGHT else "face_not_found"
    return None


def _too_coarse(found: Light, long_side: int) -> str | None:
    if long_side < LEAST_SIDE:
        return "image_too_small"
    return "image_blurry" if found.sharpness < SHARP_REFUSE else None


def _without_face(found: Light) -> str:
    """The reason where no face was found: it may be too dark, too bright or too blurred to be detected."""
    if found.dark_share > MOSTLY:
        return "image_too_dark"
    if found.bright_share > MOSTLY:
        return "image_too_bright"
    return "image_blurry" if found.sharpness < SHARP_REFUSE else "face_not_found"


def _refusal(person: FaceMeasures) -> str | None:
    """The first reason that holds: a turned head brings the eyes closer together, and a dark face looks blurred too."""
    flaws = {
        "multiple_faces": person.second >= SECOND_REFUSE,
        "face_turned": person.turn > TURN_REFUSE,
        "face_too_small": person.eye_distance < EYES_REFUSE,
        "image_too_dark": person.brightness < FACE_DARK_REFUSE,
        "image_too_bright": person.burnt > FACE_BURNT_REFUSE,
        "image_blurry": person.sharpness < FACE_SHARP_REFUSE,
    }
    return next((code for code, holds in flaws.items() if holds), None)


def _warnings(person: FaceMeasures) -> tuple[str, ...]:
    doubts = {
        "multiple_faces": person.second >= SECOND_WARN,
        "face_too_small": person.eye_distance < EYES_WARN,
        "face_turned": person.turn > TURN_WARN,
        "image_too_dark": person.brightness < FACE_DARK_WARN,
        "image_too_bright": person.burnt > FACE_BURNT_WARN,
        "image_blurry": person.sharpness < FACE_SHARP_WARN,
    }
    return tuple(code for code, holds in doubts.items() if holds)
