"""The auditor's bundle: stored rows, proofs and signed checkpoints, with what is needed to check them elsewhere."""
