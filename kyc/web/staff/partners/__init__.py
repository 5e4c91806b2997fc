"""Partners: keys, endpoints, and how their pages look."""
