"""How long the application's pages take on the server, at a country's size."""
