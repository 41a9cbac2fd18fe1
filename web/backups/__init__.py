"""Backups: taken while everybody works on, facts and keys apart, and proven when they are restored."""
