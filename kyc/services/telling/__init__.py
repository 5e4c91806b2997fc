"""What partners are told: the words of a message, and its way until it is heard."""
