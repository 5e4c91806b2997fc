"""Measures the figures quoted in the documentation: `python -m bench NAME`."""
