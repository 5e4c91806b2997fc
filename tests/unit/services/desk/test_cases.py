"""Finding a case by the id that an address names."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import InvalidTransition, NotFound
from kyc.domain.lifecycle import State
from kyc.models import transaction
from kyc.services.desk import cases
from tests import make


@pytest.mark.parametrize("verification_id", ["sess_unknown", "", "sess\0", "sess\n"])
def test_an_id_that_names_no_case_is_not_found(books: Session, verification_id: str) -> None:
    with pytest.raises(NotFound):
        cases.get(books, verification_id)


@pytest.mark.parametrize("state", State)
def test_only_a_case_in_review_waits_for_a_person(books: Session, state: State) -> None:
    with transaction(books):
        case = make.verification(books)
        case.state = state
    assert cases.get(books, case.id, lock=True) is case
    if state is State.MANUAL_REVIEW:
        assert cases.locked(books, case.id) is case
        return
    with pytest.raises(InvalidTransition) as raised:
        cases.locked(books, case.id)
    assert raised.value.status == state.value
