"""Guards name themselves, so that a test over all addresses can see who may pass."""

from __future__ import annotations

from kyc.web.guards import marked, public


def test_a_view_carries_the_name_of_its_guard() -> None:
    def view() -> str:
        return "seen"

    assert marked(view, "api_key:sessions:read") is view
    assert (view.__dict__["guard"], view()) == ("api_key:sessions:read", "seen")


def test_the_last_guard_is_the_one_that_counts() -> None:
    def view() -> None:
        """Nothing."""

    assert marked(public(view), "staff").__dict__["guard"] == "staff"


def test_what_anyone_may_see_says_so() -> None:
    def view() -> None:
        """Nothing."""

    assert "guard" not in view.__dict__
    assert public(view).__dict__["guard"] == "public"
