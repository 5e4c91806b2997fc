"""Which cases wait: the queue, its filters and views, and who has which case in hand."""
