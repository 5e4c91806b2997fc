"""The rules: what partners, applicants, staff, the clock and dying workers do, in any order, over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import wraps
from random import Random
from typing import Any, TypeVar, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from kyc.domain import ids
from kyc.domain.dates import stamp
from kyc.domain.documents import DocumentType
from kyc.domain.lifecycle import State
from kyc.models import Profile, StatusHistory, Verification, utcnow
from kyc.services.applicant import handoffs
from kyc.services.verification import verifications
from tests.api.calls import blurred, photo
from tests.stateful.callers import Browser, Page, Partner
from tests.stateful.installation import Installation
from tests.stateful.story import Memory, check

SIDES = [("passport", "data_page"), ("passport", "data_page"), ("id_card", "front"), ("id_card", "back")]
PLAYED = (
    "TESTAPPROVE",
    "TESTREJECTFACE",
    "TESTREVIEWFACE",
    "TESTREVIEWSANCTIONS",
    "TESTRESUBMITGLARE",
    "TESTNOTPERFORMED",
    "TESTHOOK500",
    "TESTHOOK410",
    "TESTSLOW30",
)
NUMBERS = [*PLAYED, "", "", "", "", ""]
# How far everybody gets before the disorder begins: nothing, the document, the selfie, the submit, the decision.
DEPTHS = [0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4]
LATE = 12
"""The number of steps after which somebody may erase data."""
MOVES, TRIED = 0.25, 0.4
"""Shares: sessions that ask for moves, and of the ordinary people those of a test key."""
CHOICES = {
    "approve": {"approve_reason": "confirmed_by_reviewer"},
    "retry": {"reject_reason": "image_blurry"},
    "final": {"reject_reason": "document_not_genuine"},
}
WISH = {"items": ["selfie"], "reasons": ["face_turned"], "days": "5"}
READS = ("", "/report", "/events", "/evidence.zip")
PAGES = ("start", "document", "photo/data_page", "selfie", "check", "again", "here", "phone", "watch", "join")
ANY = st.integers(0, 9)
ACT = st.integers(0, 10)
WHO = st.integers(0, 2)
Step = TypeVar("Step", bound=Callable[..., None])


def in_review(machine: AnyOrder) -> bool:
    """Whether one of the sessions is in review; before that only `two_at_once` sends the staff's forms."""
    return State.MANUAL_REVIEW in machine.memory.states


def only(ready: Callable[[AnyOrder], object]) -> Callable[[Step], Step]:
    """A step for some moments; at all others the applicant continues.

    It is no precondition: results of threads and races vary, and hypothesis objects when the same draws lead to other
    rules.
    """

    def kept(step: Step) -> Step:
        @wraps(step)
        def run(machine: AnyOrder, *given: Any, **drawn: Any) -> None:
            if given or ready(machine):  # `two_at_once` calls whatever the moment
                step(machine, *given, **drawn)
            else:
                machine.go_on_as_the_page_asks(0)

        return cast(Step, run)

    return kept


class AnyOrder(RuleBasedStateMachine):
    """One person of one partner, whose sessions everybody acts on at once."""

    world: Installation
    shots = itertools.count()

    @initialize(luck=st.integers(0, 2**32 - 1))
    def begin(self, luck: int) -> None:
        """Choose the person and how far they got: drawn evenly, where hypothesis would begin most stories alike."""
        random = Random(luck)
        number, depth = random.choice(NUMBERS), random.choice(DEPTHS)
        self.active = not number and random.random() < MOVES
        self.mode = "test" if number or random.random() < TRIED else "live"
        self.mine, self.other = self.world.tenant(), self.world.tenant()
        self.partner: Partner = getattr(self.mine, self.mode)
        self.strangers = [getattr(self.other, self.mode), self.mine.live if self.mode == "test" else self.mine.test]
        self.browsers = [Browser(self.world.url) for _ in range(3)]
        self.memory, self.turn = Memory(), 0
        own = f"{number}{ids.token('n')[2:14].upper()}"
        nationality = {"document_type": "passport", "nationality": "SG"}
        self.person = {"name": "Jane Doe", "document_number": own, **nationality}
        self.ids: list[str] = []
        self.open_another(retries=2)
        firsts: list[Callable[[], object]] = [
            lambda: self.send_document(0, SIDES[0], again=False, poor=False),
            lambda: self.send_selfie(0, again=False),
            lambda: self.submit(0, 1),
            self.world.worker.finish,
        ]
        for first in firsts[:depth]:
            first()

    def teardown(self) -> None:
        if hasattr(self, "ids"):
            self.world.worker.clear()

    # partners

    @rule(retries=st.integers(0, 2))
    def open_another(self, retries: int) -> None:
        config = {"max_retries": retries, "liveness_type": "active" if self.active else "passive"}
        body = {"applicant": self.person, "config": config}
        made = self.partner.ask("POST", "/v1/sessions", 201, json=body).json()
        self.record_id = made["record_id"]
        self.ids.append(made["id"])

    @rule()
    def create_at_the_other_door(self) -> None:
        answer = self.partner.ask("POST", "/api/profiles/create", 200, 201, json=self.person)
        assert (answer.json()["id"] == self.record_id) == (answer.status_code == 200)
        assert answer.status_code == 200 or self._erased()
        self.record_id = answer.json()["id"]
        self._follow()

    @rule(n=ANY, side=st.sampled_from(SIDES), again=st.booleans(), poor=st.sampled_from([False, False, False, True]))
    def send_document(self, n: int, side: tuple[str, str], again: bool, poor: bool) -> None:
        self.partner.send(f"{self._path(n)}/documents", self._photo(again, poor), type=side[0], side=side[1])

    @rule(n=ANY, again=st.booleans())
    def send_selfie(self, n: int, again: bool) -> None:
        self.partner.send(f"{self._path(n)}/selfie", self._photo(again, poor=False))

    @rule(n=ANY, times=st.integers(1, 3))
    def submit(self, n: int, times: int) -> None:
        """With one Idempotency-Key, like somebody whose answers get lost: all answers are the same one."""
        headers = {"Idempotency-Key": ids.token("key")}
        answers = [self._post(f"{self._path(n)}/submit", headers=headers) for _ in range(times)]
        assert len({(one.status_code, one.json().get("status")) for one in answers}) == 1

    @rule(n=ANY)
    def go_on_by_api(self, n: int) -> None:
        """Send the first thing that is missing, or submit."""
        now = self.partner.ask("GET", self._path(n), 200).json()
        missing = [*now["requirements"]["missing"], *(now["pending_action"] or {}).get("items", [])]
        if not missing:
            self.submit(n, 1)
        elif missing[0].startswith("document"):
            self.send_document(n, SIDES[0], again=False, poor=False)
        else:
            self.send_selfie(n, again=False)

    @rule(n=ANY)
    def cancel(self, n: int) -> None:
        self._post(f"{self._path(n)}/cancel")

    @rule(n=ANY)
    @only(in_review)
    def ask_once_more(self, n: int) -> None:
        self._post(f"{self._path(n)}/resubmission", json={"items": ["selfie"], "reasons": ["face_turned"]})

    @rule(n=ANY, outcome=st.sampled_from(["approved", "rejected", "manual_review"]))
    def settle_a_test(self, n: int, outcome: str) -> None:
        path = self._path(n).replace("/v1/", "/v1/test/")
        answer = self._post(f"{path}/outcome", json={"outcome": outcome})
        assert self.mode == "test" or answer.status_code == 404

    @rule(n=ANY)
    def another_way_than_moves(self, n: int) -> None:
        made = self._post(f"{self._path(n)}/liveness")
        if made.status_code == 201:
            self._post(f"{self._path(n)}/liveness/{made.json()['id']}/alternative")

    @rule(n=ANY, part=st.sampled_from(READS))
    def read(self, n: int, part: str) -> None:
        self.partner.ask("GET", self._path(n) + part, 200, 404)

    @precondition(lambda self: self.turn > LATE)
    @rule(n=ANY, whole=st.booleans())
    def erase(self, n: int, whole: bool) -> None:
        """Late, for little follows it; a repeated call gives the same receipt."""
        path = f"/v1/profiles/{self.record_id}" if whole else f"{self._path(n)}/redact"
        answers = [self.partner.ask("DELETE" if whole else "POST", path, 202).json() for _ in range(2)]
        assert answers[0]["redaction"]["receipt_id"] == answers[1]["redaction"]["receipt_id"]

    @rule()
    def follow_the_feed(self) -> None:
        found = self.partner.ask("GET", "/v1/events", 200).json()["data"]
        assert len({one["id"] for one in found}) == len(found)

    @rule()
    def exchange_the_key(self) -> None:
        """From this moment on, the old key no longer works."""
        old, self.partner = self.partner, Partner(self.world.url, self.world.key(self.mine.id, self.mode))
        self.world.revoke(old.key)
        old.ask("GET", self._path(0), 401)
        old.ask("POST", "/api/profiles/create", 401, json=self.person)

    # applicants

    @rule(who=WHO)
    def go_on_as_the_page_asks(self, who: int) -> None:
        """Do what the page asks, whichever page the URL leads to."""
        page = self.browsers[who].get(f"/{self.record_id}")
        self._do(self.browsers[who], page.path.removeprefix(f"/{self.record_id}/"))
        self._follow()

    @rule(who=WHO, page=st.sampled_from(PAGES))
    def send_a_form_out_of_turn(self, who: int, page: str) -> None:
        self._do(self.browsers[who], page)
        self._follow()

    @rule(who=WHO)
    def decline_the_computer(self, who: int) -> None:
        self._form(self.browsers[who], "start", decline="y")

    @rule(who=WHO, phone=WHO)
    def hand_over(self, who: int, phone: int) -> None:
        self._form(self.browsers[who], "phone")
        if token := self._code():
            self.browsers[phone].get(f"/{self.record_id}/join/{token}")
            self._form(self.browsers[phone], "join", same="yes")

    @rule(phone=WHO, anew=st.booleans(), says=st.sampled_from(["yes", "no"]))
    def hand_over_by_api(self, phone: int, anew: bool, says: str) -> None:
        self._follow()
        begun = self._post(f"{self._path(9)}/handoff", json={"anew": anew}).json()
        if address := begun.get("url"):
            self.browsers[phone].get(address.removeprefix(self.world.settings.public_base_url))
            self._form(self.browsers[phone], "join", same=says)

    @rule(who=WHO, wish=st.sampled_from(["person", "erasure", "copy"]))
    def ask_for_my_rights(self, who: int, wish: str) -> None:
        self._form(self.browsers[who], f"my-data/{wish}", at="my-data")

    # staff

    @rule(n=ANY, who=WHO)
    @only(in_review)
    def take_in_hand(self, n: int, who: int) -> None:
        self._desk(n, who, "claim")

    @rule(n=ANY, who=WHO, choice=st.sampled_from(sorted(CHOICES)))
    @only(in_review)
    def decide(self, n: int, who: int, choice: str) -> None:
        self._desk(n, who, "decision", step="confirm", choice=choice, **CHOICES[choice])

    @rule(n=ANY, who=WHO)
    @only(in_review)
    def take_back(self, n: int, who: int) -> None:
        self._desk(n, who, "undo")

    @rule(n=ANY, who=WHO)
    @only(in_review)
    def ask_for_a_photo(self, n: int, who: int) -> None:
        self._desk(n, who, "ask", step="confirm", **WISH)

    @rule(n=ANY, who=WHO)
    @only(in_review)
    def correct(self, n: int, who: int) -> None:
        case = f"/staff/cases/{self._id(n)}/correct/full_name"
        name = {"given_names": "JANE", "surname": f"DOE{'E' * who}"}
        self.world.staff[who].post(case, reason="field_misread", **name)

    @rule(n=ANY, who=WHO)
    @only(in_review)
    def hand_to_the_leads(self, n: int, who: int) -> None:
        self._desk(n, who, "escalate", reason="unsure", note="Please look.")

    # the clock

    @rule(n=ANY)
    def let_time_pass(self, n: int) -> None:
        """Let deadlines pass; the worker's clockwork has not noticed yet."""

        def age(session: Any) -> None:
            found = session.get_one(Verification, self._id(n), with_for_update=True)
            if found.erasure_id:
                return
            found.expires_at = found.created_at
            if found.pending_action:
                due = stamp(utcnow() - timedelta(minutes=1))
                found.pending_action = {**found.pending_action, "due_at": due}

        self.world.within(age)

    @rule()
    def the_clockwork_turns(self) -> None:
        self.world.worker.look_after()

    # two at the same moment

    @rule(n=ANY, first=ACT, second=ACT)
    def two_at_once(self, n: int, first: int, second: int) -> None:
        acts: list[Callable[[], object]] = [
            lambda: self._post(f"{self._path(n)}/submit"),
            lambda: self._post(f"{self._path(n)}/cancel"),
            lambda: self.send_document(n, SIDES[0], again=False, poor=False),
            lambda: self.decide(n, 0, "approve"),
            lambda: self.decide(n, 1, "final"),
            lambda: self.ask_for_a_photo(n, 2),
            self.world.worker.look_after,
            self.create_at_the_other_door,
            lambda: self._post(f"{self._path(n)}/redact") if self.turn > LATE else None,
            lambda: self.go_on_as_the_page_asks(2),
            lambda: self.correct(n, 2),
        ]
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(acts[first]), pool.submit(acts[second])]:
                done.result()
        self._follow()

    # what always holds

    @invariant()
    def the_story_is_one_that_can_be(self) -> None:
        if hasattr(self, "ids"):
            self.world.within(lambda session: check(session, self.mine.id, self.memory))

    @invariant()
    def the_public_word_is_the_newest_of_the_history(self) -> None:
        if hasattr(self, "ids"):
            answer = self.partner.call("GET", f"/api/profiles/{self.record_id}")
            assert answer.status_code == (404 if self._erased() else 200)
            if answer.ok:
                assert answer.json()["data"]["status"] == self.world.within(self._newest_word)

    @invariant()
    def nobody_else_sees_anything(self) -> None:
        if hasattr(self, "ids"):
            self.turn += 1
            stranger = self.strangers[self.turn % 2]
            stranger.ask("GET", self._path(self.turn), 404)
            if self.turn % 4 < 2:
                assert stranger.ask("GET", "/v1/sessions", 200).json()["data"] == []

    def _newest_word(self, session: Any) -> str:
        newest = select(StatusHistory.status).where(StatusHistory.profile_id == self.record_id)
        found = session.scalar(newest.order_by(StatusHistory.id.desc()).limit(1))
        return str(found or session.get_one(Profile, self.record_id).verification_status)

    # how it is done

    def _erased(self) -> bool:
        """Whether the record is erased; the next person with this number gets another."""
        found = self.world.within(lambda session: session.get_one(Profile, self.record_id))
        return found.erasure_id is not None

    def _id(self, n: int) -> str:
        return self.ids[n % len(self.ids)] if n < 7 else self.ids[-1]

    def _path(self, n: int) -> str:
        return f"/v1/sessions/{self._id(n)}"

    def _post(self, path: str, **more: Any) -> Any:
        return self.partner.ask("POST", path, 200, 201, 202, 404, 409, 422, **more)

    def _photo(self, again: bool, poor: bool) -> bytes:
        light = round(1 - (0 if again else next(self.shots)) % 20 / 100, 2)
        return blurred(light) if poor else photo(light)

    def _follow(self) -> None:
        """Include sessions that others may have opened on the record."""
        newest = self.world.within(lambda session: verifications.newest(session, self.record_id))
        if newest and newest.id not in self.ids:
            self.ids.append(newest.id)

    def _desk(self, n: int, who: int, act: str, **fields: Any) -> Page:
        case = f"/staff/cases/{self._id(n)}"
        return self.world.staff[who].post(f"{case}/{act}", at=case, **fields)

    def _form(self, browser: Browser, page: str, at: str = "", **fields: Any) -> Page:
        return browser.post(f"/{self.record_id}/{page}", at=f"/{self.record_id}/{at or page}", **fields)

    def _do(self, browser: Browser, page: str) -> Page:
        """Do what a page asks for, as far as it can be typed or photographed."""
        if page == "start":
            return self._form(browser, page, agree="y")
        if page == "document":
            return self._form(browser, page, document_type=DocumentType.PASSPORT.value, issuing_country="SGP")
        if page in ("progress", "result"):
            return browser.get(f"/{self.record_id}/status")
        if page == "asked":
            page = "selfie"
        if page.startswith("photo") or page == "selfie":
            files = {"photo": ("photo.jpg", self._photo(again=False, poor=False), "image/jpeg")}
            return self._form(browser, page, files=files)
        return self._form(browser, page, at=page)

    def _code(self) -> str | None:
        """The URL in the current code on the first screen."""
        key = self.world.settings.secret_key.get_secret_value().encode()
        newest = self.world.within(lambda session: verifications.newest(session, self.record_id))
        assert newest
        found = self.world.within(lambda session: handoffs.shown(session, newest.id, key, utcnow()))
        return found.token if found else None


class Stepped(AnyOrder):
    """With a worker whose jobs advance commit by commit, run twice at the same time, and die."""

    @rule(n=ANY, commits=st.integers(0, 3), dies=st.booleans())
    @only(lambda self: self.world.worker.queue())
    def a_worker_takes_a_job(self, n: int, commits: int, dies: bool) -> None:
        waiting = self.world.worker.queue()
        mine = self.world.worker.take(waiting[n % len(waiting)])
        self.world.worker.go_on(mine, commits)
        if dies:
            self.world.worker.go_on(mine, die=True)

    @rule(n=ANY, dies=st.booleans())
    @only(lambda self: self.world.worker.in_hand)
    def a_worker_goes_on(self, n: int, dies: bool) -> None:
        """Advance a job, perhaps of a worker long presumed dead."""
        mine = self.world.worker.in_hand[n % len(self.world.worker.in_hand)]
        self.world.worker.go_on(mine, die=dies)

    @rule()
    def workers_finish_what_there_is(self) -> None:
        self.world.worker.finish()
