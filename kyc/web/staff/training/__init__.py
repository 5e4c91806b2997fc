"""Practice for reviewers: cases whose truth is known."""
