"""One file a command (or a few that belong together); each asks the library and shows the answer."""
