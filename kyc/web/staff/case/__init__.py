"""What a case shows: images, facts with their sources, checks, matches, and all that happened."""
