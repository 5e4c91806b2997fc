"""Accounts: partners with their keys and branding, and the staff."""
