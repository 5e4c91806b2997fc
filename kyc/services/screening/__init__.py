"""Screening after the examination: reviewers' verdicts on matches, and the monitoring of approved people."""
