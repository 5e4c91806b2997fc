"""What happened, on the record: the audit chain and the changes of settings."""
