"""Forms for people, made from what each decision takes: shapes, choices, controls, and reading what was typed."""
