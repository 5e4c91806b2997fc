"""A self-hosted identity verification server: two APIs, one page, real engines."""

__version__ = "0.1.0"
