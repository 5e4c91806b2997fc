"""Every operation of the sessions API as a function that returns its call."""
