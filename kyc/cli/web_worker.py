"""gunicorn's threaded worker, which takes its hand off the port as soon as it is asked to stop."""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Requests in hand are answered; who comes later is refused at once, so that a proxy asks another host.

    The plain worker keeps the port open until its last request is answered: who connects meanwhile waits for nothing.
    Where only this process ends (`--max-requests`), the others and gunicorn itself have the port still.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()
