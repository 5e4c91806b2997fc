"""Messages to partners: their content, and their delivery."""
