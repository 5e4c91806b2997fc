"""Backups: a consistent copy of the whole database in a folder, together with the sealed images."""
