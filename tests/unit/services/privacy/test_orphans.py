"""An object that no row names for longer than a day is nobody's; every other one stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.models import TrainingCase, TrainingImage, utcnow
from kyc.services.privacy import orphans, scrubbing
from tests.unit.services.privacy.ended import IMAGES, blobs, decided

NOW = utcnow()
OLD, YOUNG = NOW - timedelta(hours=25), NOW - timedelta(hours=23)


class Store:
    """A store by name and moment; one that vanishes is there when it is listed and gone a moment later."""

    def __init__(self, objects: dict[str, datetime], vanishing: str = "") -> None:
        self.objects, self.vanishing = objects, vanishing

    def names(self, prefix: str = "") -> Iterator[str]:
        yield from [*self.objects, *filter(None, [self.vanishing])]

    def written_at(self, name: str) -> datetime:
        if name not in self.objects:
            raise NotFound
        return self.objects[name]

    def delete(self, name: str) -> None:
        del self.objects[name]


@pytest.fixture
def named(committed: Session) -> list[str]:
    """The objects of a verification and of a case for training."""
    made = decided(committed, 1)
    case = TrainingCase(id="t1", name="n", truth="genuine", explanation="", document_type="passport")
    committed.add(case)
    committed.flush()
    committed.add(TrainingImage(id="i1", case_id="t1", side=None, blob="training/one", width=1, height=1))
    committed.flush()
    return [*blobs(committed, made.id), f"frame/{made.id}", "training/one"]


def test_every_object_that_a_row_names_is_known(committed: Session, named: list[str]) -> None:
    assert sorted(orphans.named(committed)) == sorted(named)


def test_only_what_is_old_and_nobodys_goes(committed: Session, named: list[str]) -> None:
    store = Store(dict.fromkeys([*named, "document/left"], OLD) | {"document/uploading": YOUNG})
    found = orphans.find(committed, store, NOW)
    assert found == orphans.Sweep(seen=6, young=1, orphans=("document/left",))
    assert orphans.remove(store, found.orphans) == 1
    assert sorted(store.objects) == sorted([*named, "document/uploading"])


def test_what_vanishes_meanwhile_is_nobodys_problem(committed: Session) -> None:
    assert orphans.find(committed, Store({}, vanishing="document/gone"), NOW).orphans == ()


def test_what_was_scrubbed_is_named_no_more(committed: Session) -> None:
    made = decided(committed, 1)
    scrubbing.scrub(committed, [made.id], {IMAGES})
    assert list(orphans.named(committed)) == []
