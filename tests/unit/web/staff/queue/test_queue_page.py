"""Numbers of cases as people read them."""

from __future__ import annotations

import pytest

from kyc.services.desk.case_queue import MOST_COUNTED
from kyc.web.staff.queue.queue_page import FAR_ENOUGH, many


@pytest.mark.parametrize(
    ("number", "most", "said"),
    [
        (0, MOST_COUNTED, "0"),
        (9_999, MOST_COUNTED, "9,999"),
        (10_000, MOST_COUNTED, "10,000+"),
        (99, FAR_ENOUGH, "99"),
        (100, FAR_ENOUGH, "100+"),
    ],
)
def test_a_number_says_where_counting_stopped(number: int, most: int, said: str) -> None:
    assert many(number, most) == said
