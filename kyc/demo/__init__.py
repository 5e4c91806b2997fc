"""Drawn documents and real photographs for the demo, the tests and the benchmarks; nothing here serves applicants."""
