"""What an identity verification is, in words and rules that need no framework."""
