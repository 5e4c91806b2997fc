"""The four classes of personal data; each has its own retention term, and an erasure deletes the first three."""

from __future__ import annotations

from enum import StrEnum


class DataClass(StrEnum):
    """The classes, from the one deleted first to the one kept longest."""

    IMAGES = "images"  # photos of documents and faces, frames of challenges
    BIOMETRICS = "biometrics"  # face templates made from them (GDPR, Article 9)
    EXTRACTED = "extracted"  # what a partner declared, what was read, what lists say, and every copy of it
    RECORD = "record"  # ids, states, verdicts, who did what and when: none of it names the person
