"""The use cases: they take their parts as plain arguments, never commit and never see a request."""
