"""Whether two records are of two people, by what their documents say and what was declared of them."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.domain.names import LIKE_NAME, similarity


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: the name that was read, the name that was declared, the birth date (ISO 8601)."""

    read: str | None = None
    declared: str | None = None
    born: str | None = None


def are_two(one: Known, other: Known) -> bool:
    """Whether something that is known of both differs: names, or birth dates.

    Like is compared with like: what was read with what was read, what was declared with what was declared, since
    somebody who declares another name on the same document is somebody else; and each with the other only where
    nothing else can be. What is not known differs from nothing: one person's second record must not become two people.
    """
    if one.born and other.born and one.born != other.born:
        return True
    alike = [(one.read, other.read), (one.declared, other.declared)]
    across = [(one.read or one.declared, other.read or other.declared)]
    known = [(a, b) for a, b in alike if a and b] or [(a, b) for a, b in across if a and b]
    return any(similarity(a, b) < LIKE_NAME for a, b in known)
