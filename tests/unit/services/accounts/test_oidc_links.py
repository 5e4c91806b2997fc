"""A sign-in at the provider opens the account it is linked to, and is linked once, by an address that is proved."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.domain.sign_in import ProviderIdentity, SignInRefused
from kyc.models import StaffLink, transaction
from kyc.services.accounts.oidc_links import account_of, link, linked_since, unlink
from kyc.services.accounts.staff_accounts import create_account, deactivate, get
from kyc.services.record import audit

THEIRS, OTHERS = "https://idp.example", "https://other.example"


def identity(subject: str = "sub-1", email: str = "anna@example.org", issuer: str = THEIRS) -> ProviderIdentity:
    return ProviderIdentity(issuer, subject, email, second_factor=True)


def opened(books: Session, given: ProviderIdentity, *domains: str) -> str:
    with transaction(books):
        return account_of(books, given, domains).email


def refusal(books: Session, given: ProviderIdentity, *domains: str) -> str:
    with pytest.raises(SignInRefused) as caught:
        opened(books, given, *domains)
    return caught.value.code


def links(books: Session) -> int:
    return books.scalar(select(func.count()).select_from(StaffLink)) or 0


@pytest.fixture
def anna(books: Session) -> str:
    with transaction(books):
        create_account(books, "anna@example.org", "reviewer")
    return "anna@example.org"


def test_the_first_time_links_by_the_address_however_it_is_written(books: Session, anna: str) -> None:
    assert opened(books, identity(email=" Anna@Example.ORG")) == anna
    assert opened(books, identity(email="")) == anna  # known by now: nothing has to be proved again
    assert links(books) == 1


def test_once_linked_the_person_counts_and_not_the_address(books: Session, anna: str) -> None:
    with transaction(books):
        create_account(books, "bela@example.org", "admin")
    opened(books, identity())
    assert opened(books, identity(email="bela@example.org")) == anna


def test_the_same_word_of_another_provider_is_another_person(books: Session, anna: str) -> None:
    opened(books, identity())
    assert refusal(books, identity(email="", issuer=OTHERS)) == "unverified"
    assert opened(books, identity(issuer=OTHERS)) == anna
    assert links(books) == 2


@pytest.mark.parametrize(
    ("email", "code"), [("", "unverified"), ("nobody@example.org", "unknown"), ("no address", "unknown")]
)
def test_who_proves_no_known_address_is_not_let_in(books: Session, anna: str, email: str, code: str) -> None:
    assert refusal(books, identity(email=email)) == code
    assert links(books) == 0


def test_a_second_person_with_the_address_is_not_let_in(books: Session, anna: str) -> None:
    opened(books, identity())
    assert refusal(books, identity("sub-2")) == "taken"


def test_a_closed_account_is_neither_linked_nor_opened(books: Session, anna: str) -> None:
    with transaction(books):
        deactivate(books, anna)
    assert refusal(books, identity()) == "closed"
    assert links(books) == 0
    with transaction(books):
        link(books, anna, THEIRS, "sub-1")
    assert refusal(books, identity()) == "closed"


def test_people_of_a_listed_domain_get_the_least_account(books: Session) -> None:
    assert refusal(books, identity(), "other.example") == "unknown"
    assert opened(books, identity(), "example.org") == "anna@example.org"
    user = get(books, "anna@example.org")
    assert [role.name for role in user.roles] == ["viewer"]
    assert (user.password, user.must_change_password) == (None, False)


def test_an_unproved_address_makes_no_account(books: Session) -> None:
    assert refusal(books, identity(email=""), "example.org") == "unverified"


def test_all_of_it_is_on_the_record_without_address_or_subject(books: Session, anna: str) -> None:
    opened(books, identity())
    with transaction(books):
        unlink(books, anna)
    noted = list(audit.entries(books))[-3:]
    assert [(one.act, one.actor, one.detail) for one in noted] == [
        ("account.linked", "staff:1", {}),
        ("account.vouched_for", "staff:1", {"second_factor": "provider"}),
        ("account.unlinked", "operator", {}),
    ]
    assert all(word not in str(noted) for word in ("anna", "sub-1", "idp.example"))


def test_a_link_by_hand_takes_the_place_of_the_one_before(books: Session, anna: str) -> None:
    opened(books, identity())
    with transaction(books):
        link(books, anna, THEIRS, "sub-2")
    assert opened(books, identity("sub-2", email="")) == anna
    assert refusal(books, identity("sub-1")) == "taken"


def test_a_person_of_the_provider_has_one_account(books: Session, anna: str) -> None:
    opened(books, identity())
    with transaction(books):
        create_account(books, "bela@example.org", "admin")
    with pytest.raises(Invalid) as caught, transaction(books):
        link(books, "bela@example.org", THEIRS, "sub-1")
    assert caught.value.errors[0].code == "taken"
    with pytest.raises(IntegrityError), transaction(books):  # whatever two at once have seen
        books.add(StaffLink(user_id=get(books, "bela@example.org").id, issuer=THEIRS, subject="sub-1"))


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\nb"])
def test_what_is_no_subject_is_not_linked(books: Session, anna: str, subject: str) -> None:
    with pytest.raises(Invalid), transaction(books):
        link(books, anna, THEIRS, subject)
    assert links(books) == 0


def test_the_account_tells_since_when_it_is_linked(books: Session, anna: str) -> None:
    user = get(books, anna)
    assert linked_since(books, user.id, THEIRS) is None
    opened(books, identity())
    assert linked_since(books, user.id, THEIRS) is not None
    assert linked_since(books, user.id, OTHERS) is None


def test_nothing_is_forgotten_where_nothing_is_linked(books: Session, anna: str) -> None:
    for email in (anna, "nobody@example.org"):
        with pytest.raises(NotFound), transaction(books):
            unlink(books, email)
