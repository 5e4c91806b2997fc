"""Who may call a view: each carries exactly one guard, and a test over the URL map checks that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def marked(view: View, guard: str) -> View:
    """Name the guard of a view, for the test; the doors' guards call this."""
    view.__dict__["guard"] = guard
    return view


def public(view: View) -> View:
    """A view that is deliberately open to anyone."""
    return marked(view, "public")
