"""A service at work: whether it is ready, what it counts, what it writes down of requests and of security."""
