"""The contestants of the race: each a program of its own that advances cases on the same work."""
