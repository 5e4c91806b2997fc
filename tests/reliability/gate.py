"""A connection to a service that can be cut."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from types import TracebackType


class Gate:
    """Forwards a port of its own to another; `closed` refuses new connections and cuts existing ones."""

    def __init__(self, port: int) -> None:
        self.target, self.closed = port, False
        self._under_way = set[socket.socket]()
        self._server = _Server(("127.0.0.1", 0), self._passing())
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Gate:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._server.shutdown()
        self._server.server_close()

    def close(self) -> None:
        self.closed = True
        for one in list(self._under_way):
            _end(one)

    def reopen(self) -> None:
        self.closed = False

    def join(self, caller: socket.socket) -> None:
        """Forward both ways until either side closes."""
        with socket.create_connection(("127.0.0.1", self.target)) as service:
            both = {caller, service}
            self._under_way |= both
            back = threading.Thread(target=_pour, args=(service, caller), daemon=True)
            back.start()
            _pour(caller, service)
            back.join()
            self._under_way -= both

    def _passing(self) -> type[socketserver.BaseRequestHandler]:
        gate = self

        class Passing(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if not gate.closed:
                    gate.join(self.request)

        return Passing


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for one in (source, target):
        _end(one)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
