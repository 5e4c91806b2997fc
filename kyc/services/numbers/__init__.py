"""The desk's figures, counted in SQL."""
