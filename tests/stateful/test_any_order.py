"""Any order of calls through every door, with workers that die: never an illegal step, at most one final decision."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase
from hypothesis import settings as examples
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Verification
from tests.databases import Database
from tests.stateful.callers import ANSWERS
from tests.stateful.installation import installed
from tests.stateful.machine import Stepped
from tests.stateful.story import heard

EXAMPLES = int(os.environ.get("ANY_ORDER_EXAMPLES", "8"))
STEPS = 30


def test_any_order_of_calls_keeps_the_story_straight(database: Database, tmp_path: Path) -> None:
    with installed(database, tmp_path / "instance") as world:
        machine = type("Machine", (Stepped,), {"world": world})
        run_state_machine_as_test(
            machine,
            settings=examples(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
        gone = world.within(erased)
        heard(world.receiver.got, gone)
        ends = world.within(outcomes)
        assert sum(ends.values()) >= EXAMPLES
        print(f"\n{EXAMPLES} examples of {STEPS}: answers {dict(ANSWERS)}")
        print(f"worker {dict(world.worker.done)}, webhooks {len(world.receiver.got)}")
        print(f"sessions {dict(ends)}, erased {len(gone)}")


def erased(session: Session) -> set[str]:
    """The sessions whose person is not known any more."""
    return set(session.scalars(select(Verification.id).where(Verification.erasure_id.is_not(None))))


def outcomes(session: Session) -> Counter[str]:
    """How many sessions stand in each state now."""
    return Counter(str(state) for state in session.scalars(select(Verification.state)))
