"""The queue of waiting cases: its filters and views, and claiming."""
