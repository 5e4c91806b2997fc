"""What is told of one verification: short, in full, on paper, and as a bundle of evidence."""
