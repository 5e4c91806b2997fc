"""A road to a service that can be closed, or on which everything stands still."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from types import TracebackType


class Gate:
    """Passes a port of its own on to another; `closed` resets whoever comes, `stalled` lets nothing through."""

    def __init__(self, port: int) -> None:
        self.target, self.open = port, threading.Event()
        self.open.set()
        self.closed = False
        self._sockets = set[socket.socket]()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Gate:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open.set()
        self.close()
        self._server.shutdown()
        self._server.server_close()

    def close(self) -> None:
        self.closed = True
        for one in list(self._sockets):
            _end(one)

    def reopen(self) -> None:
        self.closed = False

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        gate = self

        class Passing(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                if not gate.closed:
                    gate.connect(self.request)

        return Passing

    def connect(self, caller: socket.socket) -> None:
        """Both ways until either end is done."""
        with socket.create_connection(("127.0.0.1", self.target)) as service:
            self._sockets |= {caller, service}
            back = threading.Thread(target=self._pass, args=(service, caller), daemon=True)
            back.start()
            self._pass(caller, service)
            back.join()
            self._sockets -= {caller, service}

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self.open.wait()
                target.sendall(data)
        for one in (source, target):
            _end(one)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
