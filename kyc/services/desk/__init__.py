"""The reviewers' desk: who has which case, what people decide, and when that takes effect."""
