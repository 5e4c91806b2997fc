"""Pages beyond single cases: figures, lists, policies, the audit trail."""
