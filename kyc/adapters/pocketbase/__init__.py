"""Reads old records from PocketBase: from its database file, a backup of it, or a running server."""

from kyc.adapters.pocketbase.client import Access, Client
from kyc.adapters.pocketbase.mirror import Mirror
from kyc.adapters.pocketbase.names import Names, names
from kyc.adapters.pocketbase.server import Server
from kyc.adapters.pocketbase.snapshot import Snapshot, clear, of_server, snapshot

__all__ = ["Access", "Client", "Mirror", "Names", "Server", "Snapshot", "clear", "names", "of_server", "snapshot"]
