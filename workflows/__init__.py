"""What the guideline says, as data: stages, moves, gates, milestones and rule sets."""
