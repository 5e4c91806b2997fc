"""Who deals with the server: partners with their keys and looks, and the people of the staff."""
