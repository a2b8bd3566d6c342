"""One Django app a business word, each entered through its api.py alone."""
