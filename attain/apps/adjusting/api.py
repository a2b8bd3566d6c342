"""The door of the app."""
