"""gunicorn's threaded worker, which stops listening as soon as it is asked to stop."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers requests in hand and refuses new ones at once, so that a proxy asks another host.

    The plain worker keeps the port open until its last request is answered: those who connect meanwhile wait in vain.
    Where only this process ends (`--max-requests`), the others and gunicorn itself keep the port open.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def _cap_keepalive(self, deadline: float) -> None:
        """Idle connections close by `deadline`, also those on which nothing was ever asked, as a browser's spare ones:
        the plain worker waits the whole keep-alive for these."""
        super()._cap_keepalive(deadline)
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, deadline)
