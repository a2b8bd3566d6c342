"""Attain: the work and the pay of account managers, explained to the cent."""

__version__ = "0.1.0"
