"""What people say of a case: decisions, questions to the applicant, corrections, verdicts, notes."""
