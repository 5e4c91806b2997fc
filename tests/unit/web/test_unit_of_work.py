"""One request, one transaction: all of it or nothing, and a lost race is told apart from a fault."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.domain.errors import Invalid, LostRace
from kyc.models import DEFAULT_PARTNER, Profile, db
from kyc.tools import Tools
from kyc.web import unit_of_work
from kyc.web.unit_of_work import commits, session
from tests import make


def stored(app: Flask) -> int:
    """How many records another connection sees."""
    with Session(db.engine) as other:
        return len(other.scalars(select(Profile.id)).all())


def test_what_a_view_changes_is_there_for_everybody_afterwards(app: Flask) -> None:
    @commits
    def work() -> str:
        make.profile(session())
        assert stored(app) == 0
        return "done"

    assert work() == "done"
    assert stored(app) == 1


@pytest.mark.parametrize("error", [Invalid([]), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_view_that_raises_changes_nothing(app: Flask, error: BaseException) -> None:
    @commits
    def work() -> None:
        make.profile(session())
        session().flush()
        raise error

    with pytest.raises(type(error)):
        work()
    assert stored(app) == 0
    assert not session().in_transaction()


def test_a_lost_race_is_no_fault(app: Flask) -> None:
    @commits
    def work() -> None:
        raise StaleDataError("UPDATE statement on table 'verification' expected to update 1 row(s)")

    with pytest.raises(LostRace) as caught:
        work()
    assert "verification" not in str(caught.value)


def test_units_one_after_another_do_not_see_each_others_remains(app: Flask) -> None:
    @commits
    def fails() -> None:
        session().add(Profile(id="a" * 15, partner_id=DEFAULT_PARTNER, mode="live", name="Left Over"))
        raise ZeroDivisionError

    @commits
    def works() -> None:
        make.profile(session())

    with pytest.raises(ZeroDivisionError):
        fails()
    works()
    with Session(db.engine) as other:
        assert other.scalars(select(Profile.name)).all() == ["Jane Doe"]


def test_a_view_keeps_its_name_and_gets_its_arguments(app: Flask) -> None:
    @commits
    def view(first: int, *, second: int) -> int:
        """What it does."""
        return first + second

    assert (view.__name__, view.__doc__, view(1, second=2)) == ("view", "What it does.", 3)


def test_settings_and_parts_are_those_of_the_application(app: Flask) -> None:
    assert unit_of_work.settings() is app.config["SETTINGS"]
    assert isinstance(unit_of_work.tools(), Tools)
    assert unit_of_work.tools() is unit_of_work.tools()
