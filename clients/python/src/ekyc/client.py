"""The client: every operation of the API as a method."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from functools import wraps
from types import TracebackType
from typing import Concatenate, ParamSpec, TypeVar

import httpx

from ekyc import connection
from ekyc.call import Call, Page
from ekyc.calls import catalogues, erasures, evidence, sessions, webhooks
from ekyc.flows import Answer, Flow, Step, sent, waited
from ekyc.shapes import Session

P = ParamSpec("P")
T = TypeVar("T")


def _call(build: Callable[P, Call[T]]) -> Callable[Concatenate[Client, P], T]:
    """A method that sends the call that `build` returns."""

    @wraps(build)
    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.send(build(*args, **kwargs))

    return method


def _pages(build: Callable[P, Call[Page[T]]]) -> Callable[Concatenate[Client, P], Iterator[T]]:
    """A method that iterates over all pages of the call that `build` returns, fetching each when needed."""

    @wraps(build)
    def method(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        call: Call[Page[T]] | None = build(*args, **kwargs)
        while call:
            page = self.send(call)
            yield from page.items
            call = page.following

    return method


class Client:
    """Calls an eKYC server at `url` with an API key; may be shared by threads.

    `retries` is how often a call is retried; `transport` replaces httpx's own. All exceptions are an `EkycError`.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = connection.TIMEOUT_S,
        retries: int = connection.RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(**connection.options(url, key, timeout), transport=transport)
        self._retries = retries

    create_session = _call(sessions.create_session)
    read_session = _call(sessions.read_session)
    list_sessions = _pages(sessions.list_sessions)
    submit_session = _call(sessions.submit_session)
    cancel_session = _call(sessions.cancel_session)
    redact_session = _call(erasures.redact_session)
    erase_profile = _call(erasures.erase_profile)
    read_receipt = _call(erasures.read_receipt)
    list_receipt_keys = _call(erasures.list_receipt_keys)
    ask_again = _call(sessions.ask_again)
    begin_handoff = _call(sessions.begin_handoff)
    read_handoff = _call(sessions.read_handoff)
    settle_session = _call(sessions.settle_session)
    list_session_events = _call(sessions.list_session_events)
    read_report = _call(sessions.read_report)
    read_report_pdf = _call(sessions.read_report_pdf)
    read_evidence = _call(sessions.read_evidence)

    add_document = _call(evidence.add_document)
    add_selfie = _call(evidence.add_selfie)
    read_document_image = _call(evidence.read_document_image)
    read_selfie_image = _call(evidence.read_selfie_image)
    open_challenge = _call(evidence.open_challenge)
    answer_challenge = _call(evidence.answer_challenge)
    read_challenge = _call(evidence.read_challenge)
    extend_challenge = _call(evidence.extend_challenge)
    ask_alternative = _call(evidence.ask_alternative)

    read_profile = _call(catalogues.read_profile)
    list_document_types = _call(catalogues.list_document_types)
    list_reasons = _call(catalogues.list_reasons)

    create_endpoint = _call(webhooks.create_endpoint)
    list_endpoints = _call(webhooks.list_endpoints)
    read_endpoint = _call(webhooks.read_endpoint)
    change_endpoint = _call(webhooks.change_endpoint)
    delete_endpoint = _call(webhooks.delete_endpoint)
    send_test = _call(webhooks.send_test)
    rotate_secret = _call(webhooks.rotate_secret)
    list_deliveries = _pages(webhooks.list_deliveries)
    replay_delivery = _call(webhooks.replay_delivery)
    replay_missed = _call(webhooks.replay_missed)
    list_events = _pages(webhooks.list_events)

    def wait(self, session_id: str, timeout: float = 300, *, also: Collection[str] = ()) -> Session:
        """Wait until the session is final or its status is one of `also` (`"manual_review"`), and return it.

        Raises `WaitedTooLong` after `timeout` seconds.
        """
        return self._run(waited(session_id, timeout, also, self._retries))

    def send(self, call: Call[T]) -> T:
        """Send a call, with retries where they help; every method goes through here."""
        return self._run(sent(call, self._retries))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, flow: Flow[T]) -> T:
        answer: Answer = None
        while True:
            try:
                step = flow.send(answer)
            except StopIteration as end:
                result: T = end.value
                return result
            answer = self._take(step)

    def _take(self, step: Step) -> Answer:
        if not isinstance(step, Call):
            time.sleep(step)
            return None
        try:
            return self._http.request(**step.request())
        except httpx.RequestError as error:
            return error
