"""Files attached to cases: examined, sealed, kept outside the database, handed out, and forgotten with their people."""
