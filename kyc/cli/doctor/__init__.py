"""`flask kyc doctor`: looks at everything an installation needs, and says what is wrong and what to do about it."""
