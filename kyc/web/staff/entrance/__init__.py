"""Signing in: passwords, authenticator apps, identity providers, sessions, and failed attempts."""
