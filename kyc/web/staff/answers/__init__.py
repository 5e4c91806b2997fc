"""What the staff answers in a case: decisions, requests to the applicant, corrections, verdicts, notes."""
