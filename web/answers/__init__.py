"""What the doors answer: the same data for the HTTP API and the command line."""
