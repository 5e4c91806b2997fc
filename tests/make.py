"""Plain factories for tests."""

from __future__ import annotations

LIVE_KEY = "partner-live-key-for-tests"
TEST_KEY = "ekyc_test_key-for-tests"
PERSON = {"name": "Jane Doe", "document_type": "passport", "document_number": "A1234567", "nationality": "SG"}
