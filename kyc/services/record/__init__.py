"""The audit trail: the audit chain, calls of the APIs, and changes of settings."""
