"""Drawn documents and real photographs for the demo, the tests and the bench; nothing here serves applicants."""
