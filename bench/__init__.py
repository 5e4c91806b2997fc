"""Where the figures of the documents come from: `python -m bench NAME`."""
