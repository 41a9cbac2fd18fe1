"""Tests, one flat file per package and topic."""
