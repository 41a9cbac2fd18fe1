"""Read rows that each answer one question, rebuilt at any time from the facts."""
