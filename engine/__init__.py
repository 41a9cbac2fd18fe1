"""Event-sourcing machinery that knows nothing of households."""
