"""Practice: cases whose truth is known."""
