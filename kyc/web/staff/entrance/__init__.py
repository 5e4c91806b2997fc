"""Who comes in: passwords, code apps, identity providers, sessions, and what strangers try."""
