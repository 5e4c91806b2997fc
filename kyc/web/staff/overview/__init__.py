"""What stands above single cases: figures, lists, policies, the audit trail."""
