"""Sheets that offices fill in and bring back: each row becomes the command that a person would give."""
