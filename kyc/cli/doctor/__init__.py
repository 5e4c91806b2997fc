"""`flask kyc doctor`: checks everything an installation needs, and says what is wrong and how to fix it."""
