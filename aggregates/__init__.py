"""The kinds of case: their facts, state, evolve functions and decisions."""
