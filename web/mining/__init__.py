"""The history as process mining tools read it: OCEL 2.0 and XES, without any person (U3)."""
