"""The queue: which cases wait, the oldest first; its filters stand in the address, so that a view can be shared."""

from __future__ import annotations

from flask import request

from kyc.domain.rights import Right
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import staff
from kyc.web.staff.queue.queue_page import queue_page


@blueprint.get("/", strict_slashes=False)
@staff(Right.SEE_CASES)
def queue() -> str:
    """A page of cases with the filters of the address; 400 for a filter that does not exist."""
    return queue_page(request.args)
