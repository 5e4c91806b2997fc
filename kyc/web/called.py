"""Recording which API calls were about a verification: changes with what they change, reads now and then.

The first read of a kind is written at once, then at most one row a minute (an hour for lookups without a key) with all
that came meanwhile; what is not yet written when a process ends is lost.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from flask import Response, g, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from kyc.models import transaction
from kyc.services.record import api_calls
from kyc.services.record.api_calls import ANYBODY, APPLICANT, Call
from kyc.web.unit_of_work import session

MINUTE_S, HOUR_S = 60.0, 3600.0
_KEPT = 10_000
_REFUSED_IMAGE = 422
_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


class Tally:
    """Counts events since they were last written; when there are too many kinds, the oldest are forgotten."""

    def __init__(self, kept: int = _KEPT, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept, self._clock = kept, clock
        self._lock, self._found = threading.Lock(), OrderedDict[tuple[str, ...], tuple[float, int]]()

    def due(self, key: tuple[str, ...], every_s: float) -> int:
        """How many to write now, this one included; 0 for none yet."""
        with self._lock:
            written, waiting = self._found.pop(key, (-every_s, 0))
            ripe = self._clock() - written >= every_s
            self._found[key] = (self._clock(), 0) if ripe else (written, waiting + 1)
            if len(self._found) > self._kept:
                self._found.popitem(last=False)
        return waiting + 1 if ripe else 0


_reads = Tally()


def about(verification_id: str) -> None:
    """Note which verification this request is about."""
    g.called_about = verification_id


def note_change(status: int) -> None:
    """Count a change in its own transaction; of refusals only refused images count, for they use up attempts."""
    if g.get("called_about") and (status < 400 or status == _REFUSED_IMAGE):
        api_calls.note(session(), g.called_about, _call(status))


def note_read(answer: Response) -> Response:
    """Count a read, after the answer; the same view with and without a body is one kind."""
    if request.method == "GET" and g.get("called_about") and answer.status_code in (200, 304):
        call = _call(200)
        if times := _reads.due((g.called_about, call.caller, call.route), MINUTE_S):
            _written(lambda opened: api_calls.note(opened, g.called_about, call, times))
    return answer


def note_lookup(record_id: str, caller: str | None) -> None:
    """Count a lookup of a record's status; without a key at most one row an hour."""
    call = Call(caller or ANYBODY, request.method, route(), 200)
    if times := _reads.due((record_id, call.caller, call.route), MINUTE_S if caller else HOUR_S):
        _written(lambda opened: api_calls.note_lookup(opened, record_id, call, times))


def note_found(verification_id: str, caller: str) -> None:
    """Count a create that found an existing record, in its own transaction, now and then."""
    call = Call(caller, request.method, route(), 200)
    if times := _reads.due((verification_id, caller, call.route), MINUTE_S):
        api_calls.note(session(), verification_id, call, times)


def note_create(verification_id: str, caller: str) -> None:
    """Count such a create where nothing else is written: after the answer, in a transaction of its own."""
    call = Call(caller, request.method, route(), 200)
    if times := _reads.due((verification_id, caller, call.route), MINUTE_S):
        _written(lambda opened: api_calls.note(opened, verification_id, call, times))


def route() -> str:
    """The pattern of this URL, as the documentation writes it: `/v1/sessions/{session_id}`."""
    return _PLACE.sub(r"{\1}", request.url_rule.rule if request.url_rule else "")


def _call(status: int) -> Call:
    caller = APPLICANT if g.get("session_token") else g.principal.key_id
    return Call(caller, request.method, route(), status)


def _written(work: Callable[[Session], None]) -> None:
    """Write a count; one that cannot be written is lost, but the answer is not."""
    with suppress(IntegrityError, OperationalError), transaction(session()) as opened:
        work(opened)
