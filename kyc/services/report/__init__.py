"""The views of one verification: short, in full, on paper, and as a bundle of evidence."""
