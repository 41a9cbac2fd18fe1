"""The ledger over the facts: a tree, its signed checkpoints, and the proofs that nothing was altered (T1-T4)."""
