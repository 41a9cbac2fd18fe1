"""Reminders by mail: what waits and what changed, for whoever works with cases."""
