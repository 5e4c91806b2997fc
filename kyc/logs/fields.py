"""The fields that a log line may have: a closed list, so that nothing is logged by mistake."""

from __future__ import annotations

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    # of every line
    "timestamp": "when, in UTC",
    "level": "debug, info, warning or error",
    "event": "what happened, one word of a fixed set",
    # what a line is about
    "request": "the id of the request: X-Request-ID, as it was sent or as it was made",
    "job": "the id of the job",
    "verification": "the session’s id",
    "challenge": "a liveness challenge’s id",
    "delivery": "a webhook delivery’s id",
    "ruling": "a reviewer’s decision, by its number",
    "erasure": "an erasure’s id",
    "key": "the public id of the API key that called",
    "account": "a keyed digest of the account that was guessed at",
    # requests
    "method": "of the request, or OTHER",
    "route": "the pattern of the address, never the address: /v1/sessions/{session_id}",
    "status": "of the answer, or of a webhook’s receiver (0: none came)",
    "ms": "how long it took, in milliseconds",
    "endpoint": "the view that failed",
    # jobs and processes
    "executor": "a worker: its host and slot",
    "executors": "workers that fell silent",
    "jobs": "how many jobs were handed on",
    "number": "which attempt, from 0",
    "seconds": "a limit or a pause",
    "process": "a child of flask kyc serve",
    "code": "how it ended",
    "again_in_s": "when it is started again",
    "handed_back": "jobs that a worker handed to the others as it ended",
    "verifications": "how many were over their time",
    "removed": "how many were removed",
    "objects": "how many images were looked at",
    "flags": "how many approved people resemble a changed entry",
    # engines, lists and the sign-in of the staff
    "part": "what was measured: document, face, liveness, sanctions, pep",
    "check": "the check’s name",
    "reason": "a code of the catalogue",
    "engine": "an engine that is missing",
    "model": "a file of weights that is missing",
    "font": "a font that is missing",
    "package": "the package that brings it",
    "command": "what to run",
    "kind": "sanctions or pep",
    "list": "a watchlist’s name",
    "version": "a list’s version",
    "days": "how old a list is",
    "source": "a list’s source, by its name in the settings",
    "result": "what came of an update, a sign-in or a message to a PocketBase",
    "step": "of a sign-in at an identity provider",
    "factor": "password, code or recovery_code",
    "path": "what was asked of a yente service",
    # what went wrong
    "error": "a code, or the kind of an exception; never what it said",
    "where": "file and line of the last frames",
    "problem": "why a list could not be updated",
    "logger": "the library that said it",
    "message": "what a library said, without whatever looks like a secret or a person’s",
}
"""Each field and its meaning; a test compares docs/operate/logs.md with it."""
TEXT = frozenset({"problem", "message", "error"})
"""Fields with text that others wrote: dates and numbers are redacted in them too."""
