"""Who may pass: every view carries exactly one guard, and a test over the url map holds that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def marked(view: View, guard: str) -> View:
    """Name the guard of a view, for the test; guards of the single doors call this."""
    view.__dict__["guard"] = guard
    return view


def public(view: View) -> View:
    """A view that anyone may see, on purpose."""
    return marked(view, "public")
