"""Signing in: django-allauth in this application's look, languages and rules. No one signs up."""
