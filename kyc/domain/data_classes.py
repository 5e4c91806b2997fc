"""The four classes of what is kept of a person; each has its own term, and an erasure takes the first three."""

from __future__ import annotations

from enum import StrEnum


class DataClass(StrEnum):
    """What is kept, from what goes first to what stays longest."""

    IMAGES = "images"  # photos of documents and faces, frames of challenges
    BIOMETRICS = "biometrics"  # face descriptions that were made from them (GDPR, Article 9)
    EXTRACTED = "extracted"  # what a partner declared, what was read, what lists said, and every copy of it
    RECORD = "record"  # ids, states, verdicts, who did what and when: nothing of it names the person
