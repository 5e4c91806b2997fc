"""What staff do in a case: decisions, requests to the applicant, corrections, verdicts, notes."""
