"""A verification from opening to its end: what came, what is missing, which state it is in."""
