"""Intake: a source file, however it is written, as typed rows and quarantined cells."""
