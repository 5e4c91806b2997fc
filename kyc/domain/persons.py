"""Whether two records belong to two different people, judged by what was read and what was declared."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.domain.names import LIKE_NAME, similarity


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person: the name read, the name declared, and the birth date (ISO 8601)."""

    read: str | None = None
    declared: str | None = None
    born: str | None = None


def are_two(one: Known, other: Known) -> bool:
    """Whether something that is known of both differs: the names, or the birth dates.

    Names that were read are compared with names that were read and declared with declared, because another name
    declared with the same document means another person; a read name is compared with a declared one only where nothing
    else can be. Missing values never differ: one person's second record must not become two people.
    """
    if one.born and other.born and one.born != other.born:
        return True
    alike = [(one.read, other.read), (one.declared, other.declared)]
    across = [(one.read or one.declared, other.read or other.declared)]
    known = [(a, b) for a, b in alike if a and b] or [(a, b) for a, b in across if a and b]
    return any(similarity(a, b) < LIKE_NAME for a, b in known)
