"""Backups: a copy of the whole database as of one moment, and the folder that it lies in beside the sealed images."""
