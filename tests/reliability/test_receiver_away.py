"""A partner's receiver dies in the middle, stays away and comes back: nothing is lost, and nothing has two ids."""

from __future__ import annotations

import pytest

from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, check_all, decided, pending
from tests.reliability.receiver import Receiver
from tests.waiting import until

NUMBER = 20

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


def test_what_a_dead_receiver_did_not_hear_it_hears_when_it_is_back(opened: Opened) -> None:
    with Receiver() as first:
        site = opened(WEBHOOK_URL=first.url)
        partner = Partner(site.url)
        acknowledged = [partner.verify(number) for number in range(NUMBER // 2)]
        assert until(lambda: len(first.got) >= NUMBER // 4)
    acknowledged += [partner.verify(number) for number in range(NUMBER // 2, NUMBER)]
    assert until(lambda: decided(site.engine) == NUMBER)
    assert pending(site.engine) >= NUMBER // 2
    with Receiver(first.port) as second:
        second.got += first.got
        check_all(site.engine, acknowledged, second)
        again = [headers for headers, _, _ in second.got if headers["x-ekyc-attempt"] != "1"]
        print(f"\n{NUMBER} webhooks, {len(again)} of them at a later attempt")
