"""The ledger and the read rows as files for analysis: no person in them, each column explained."""
