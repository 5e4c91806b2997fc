"""The reviewers' desk: who has which case, what a person says of it, and when it counts."""
