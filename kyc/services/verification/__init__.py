"""A verification from opening to end: its images, its missing items, and its state."""
