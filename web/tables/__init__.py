"""Tables to take away: each is described once and written as .xlsx or .csv, with the rows that its page counts."""
