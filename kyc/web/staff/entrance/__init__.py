"""Signing in: passwords, code apps, identity providers, sessions, and failed attempts."""
