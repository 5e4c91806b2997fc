"""Screening after the first look: what people say of matches, and who is looked at again."""
