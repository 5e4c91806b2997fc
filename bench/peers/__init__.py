"""What we measure ourselves beside."""
