"""Partners: their keys, their endpoints, and the look of their pages."""
