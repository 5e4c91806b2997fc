"""Accounts: one-time passwords that nobody can guess, and nothing that outlives a reset."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.models import StaffRole, StaffUser, transaction
from kyc.services.accounts import staff_accounts
from kyc.services.accounts.staff_accounts import ROLES, accounts, create_account, deactivate, get, names, reset
from kyc.services.record.audit import actor


def create(books: Session, email: str = "anna@example.org", role: str = "reviewer") -> str:
    with transaction(books):
        return create_account(books, email, role)


def code(caught: pytest.ExceptionInfo[Invalid]) -> str:
    return caught.value.errors[0].code


def test_a_new_account_has_a_one_time_password_that_must_be_changed(books: Session) -> None:
    password = create(books)
    user = get(books, "anna@example.org")
    assert re.fullmatch(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", password)
    assert PasswordHasher().verify(user.password or "", password)
    assert (user.must_change_password, user.active) == (True, True)
    assert [role.name for role in user.roles] == ["reviewer"]


def test_the_digest_costs_what_the_authors_of_argon2_advise(books: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_accounts, "PasswordHasher", PasswordHasher)
    create(books)
    parameters = extract_parameters(get(books, "anna@example.org").password or "")
    assert parameters == RFC_9106_LOW_MEMORY


def test_no_two_accounts_get_the_same_password(books: Session) -> None:
    passwords = {create(books, f"{letter}@example.org") for letter in "abcd"}
    assert len(passwords) == 4


def test_an_address_is_stored_in_small_letters(books: Session) -> None:
    create(books, "  Anna@Example.ORG ")
    assert get(books, "ANNA@example.org").email == "anna@example.org"


def test_an_address_has_one_account(books: Session) -> None:
    create(books)
    with pytest.raises(Invalid) as caught:
        create(books, "ANNA@example.org")
    assert code(caught) == "exists"


@pytest.mark.parametrize("email", ["", "anna", "anna@", "@example.org", "a b@example.org", "a@b@c", "x" * 300 + "@y"])
def test_what_is_no_address_is_refused(books: Session, email: str) -> None:
    with pytest.raises(Invalid) as caught:
        create(books, email)
    assert code(caught) == "invalid_email"


def test_an_unknown_role_is_refused(books: Session) -> None:
    with pytest.raises(Invalid) as caught:
        create(books, role="owner")
    assert code(caught) == "unknown_role"
    assert not accounts(books)


def test_roles_are_made_once(books: Session) -> None:
    for number, role in enumerate([*ROLES, *ROLES]):
        create(books, f"{number}@example.org", role)
    assert sorted(books.scalars(select(StaffRole.name))) == sorted(ROLES)


def test_a_reset_takes_away_password_second_factor_and_sessions(books: Session) -> None:
    first = create(books)
    with transaction(books):
        user = get(books, "anna@example.org")
        user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "secret", ["digest"]
        user.must_change_password = False
        before = user.fs_uniquifier
    with transaction(books):
        second = reset(books, "anna@example.org")
    assert second != first
    assert (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes) == (None, None, None)
    assert user.must_change_password
    assert user.fs_uniquifier != before


def test_a_closed_account_is_open_again_after_a_reset(books: Session) -> None:
    create(books)
    before = get(books, "anna@example.org").fs_uniquifier
    with transaction(books):
        deactivate(books, "anna@example.org")
    user = get(books, "anna@example.org")
    assert not user.active
    assert user.fs_uniquifier != before
    with transaction(books):
        reset(books, "anna@example.org")
    assert user.active


@pytest.mark.parametrize("work", [reset, deactivate, get])
def test_an_unknown_account_is_not_found(books: Session, work: object) -> None:
    assert callable(work)
    with pytest.raises(NotFound):
        work(books, "nobody@example.org")


def test_people_are_named_by_number_in_histories(books: Session) -> None:
    create(books)
    user = books.scalars(select(StaffUser)).one()
    assert actor(user.id) == f"staff:{user.id}"
    assert names(books) == {f"staff:{user.id}": "anna@example.org"}


def test_accounts_are_listed_by_address(books: Session) -> None:
    for email in ("zoe@example.org", "adam@example.org"):
        create(books, email)
    assert [user.email for user in accounts(books)] == ["adam@example.org", "zoe@example.org"]


def test_a_digest_is_salted() -> None:
    assert staff_accounts.digest("the same words") != staff_accounts.digest("the same words")
