"""The store in PostgreSQL, for many processes on several hosts."""
