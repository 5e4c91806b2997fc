"""Other servers that ours is compared with."""
