"""The jobs of one verification: begin, examine, conclude; and examine again after new photos or corrections."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from sqlalchemy.exc import IntegrityError

from kyc.domain.errors import Closed
from kyc.domain.evidence import DocumentReading, FaceComparison, NotMeasured
from kyc.domain.lifecycle import State
from kyc.domain.screening import Dismissal, Person
from kyc.jobs import Worker
from kyc.models import Sessions, Verification, transaction
from kyc.services.examining import examination, pipeline, reexamination, reuse, scenario_results, traces
from kyc.services.examining.reexamination import Reexamination
from kyc.services.screening import match_verdicts
from kyc.services.verification import returns
from kyc.services.verification.scenario_intake import scenario_of
from kyc.tools import Tools
from kyc.worker import challenges, tally
from kyc.worker.patience import patiently
from kyc.worker.watchdog import watched


def register(worker: Worker, tools: Tools, sessions: Sessions) -> None:
    """Register the jobs. The examination is deliberately not checkpointed: its result holds personal data, which must
    not end up in the job tables; it has no effects, so after a crash it is simply repeated.
    """
    begin = worker.transaction(pipeline.begin)

    def verify(verification_id: str) -> None:
        begin(verification_id)
        found = patiently(partial(_watched, tools, sessions, verification_id))
        if found:
            conclude(verification_id, found)
            tally.concluded(sessions, verification_id, found)

    conclude = worker.transaction(scenario_results.conclude)

    def reexamine(verification_id: str, turn: int) -> None:
        again(verification_id, Reexamination(turn))

    def examine_corrected(verification_id: str, correction: int) -> None:
        again(verification_id, Reexamination(correction, returns.CORRECTED))

    def again(verification_id: str, which: Reexamination) -> None:
        found = patiently(partial(_watched_again, tools, sessions, verification_id, which))
        if found:
            conclude_again(verification_id, which, found)

    conclude_again = worker.transaction(reexamination.conclude_again)

    for work in (verify, reexamine, examine_corrected):
        worker.workflow(work)


def _watched(tools: Tools, sessions: Sessions, verification_id: str) -> examination.Examination | None:
    """Examine within the time limit; None where it is decided, or went to a person because it took too long before."""
    with sessions() as session:
        verification = session.get_one(Verification, verification_id)
        if verification.state is not State.PROCESSING or verification.erasure_id:
            return None
    with watched(tools.settings.examination_seconds, partial(_give_up, sessions, verification_id)):
        return examine(tools, sessions, verification_id)


def _watched_again(
    tools: Tools, sessions: Sessions, verification_id: str, which: Reexamination
) -> examination.Examination | None:
    """The same for a further examination; None where that was done, or the case is decided."""
    with sessions() as session:
        if not reexamination.wanted(session, verification_id, which):
            return None
    with watched(tools.settings.examination_seconds, partial(give_up_again, sessions, verification_id, which)):
        return examine(tools, sessions, verification_id)


def give_up_again(sessions: Sessions, verification_id: str, which: Reexamination) -> None:
    """Send new photos or a correction to a person without new results."""
    with sessions() as session, transaction(session):
        reexamination.give_up(session, verification_id, which)


def _give_up(sessions: Sessions, verification_id: str) -> None:
    with sessions() as session, transaction(session):
        pipeline.give_up(session, verification_id)


def examine(tools: Tools, sessions: Sessions, verification_id: str) -> examination.Examination:
    """The slow part, outside any transaction but for short ones that note the progress."""
    challenges.settle_pending(tools, sessions, verification_id)
    tell = partial(_tell, sessions, verification_id)
    with sessions() as session:
        case = pipeline.load(session, verification_id)
        script = scenario_of(session, session.get_one(Verification, verification_id))
    if script:
        return scenario_results.play(script, case, tools.policy, tell)
    equipment = examination.Equipment(
        engines=lambda: tools.engines,
        blobs=tools.blobs,
        checks=tools.checks,
        policy=tools.policy,
        reused=partial(_reused, tools, sessions, verification_id),
        tell=tell,
        dismissed=partial(_dismissed, tools, sessions, verification_id),
    )
    return examination.examine(case, equipment)


def _reused(
    tools: Tools,
    sessions: Sessions,
    verification_id: str,
    document: DocumentReading | NotMeasured,
    face: FaceComparison | NotMeasured,
) -> reuse.Reused:
    """Leave the trace first, then look for others: of two simultaneous verifications at least one sees the other."""
    found = traces.shown(document, face)
    if not found.number and not found.portrait:
        return reuse.Reused()
    with suppress(IntegrityError, Closed), sessions() as session, transaction(session):
        traces.keep(session, tools.marks, verification_id, found)
    with sessions() as session:
        reused = reuse.look(session, tools.marks, tools.portraits, verification_id, found)
    if reused.faces:
        with suppress(IntegrityError, Closed), sessions() as session, transaction(session):
            reuse.link(session, verification_id, reused.faces)
    return reused


def _dismissed(tools: Tools, sessions: Sessions, verification_id: str, person: Person) -> Mapping[str, Dismissal]:
    """What reviewers said earlier about matches of this very person."""
    with sessions() as session:
        profile_id = session.get_one(Verification, verification_id).profile_id
        return match_verdicts.dismissed(session, tools.marks.peppers, profile_id, person)


def _tell(sessions: Sessions, verification_id: str, step: str, note: str) -> None:
    # The same step from another run of this job, at the same moment, is already recorded.
    with suppress(IntegrityError), sessions() as session, transaction(session):
        pipeline.note_progress(session, verification_id, step, note)
