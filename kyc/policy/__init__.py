"""The packaged decision policy."""
