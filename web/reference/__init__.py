"""The reference data as tables: what stands in each at a moment, its changes, and its spreadsheets."""
