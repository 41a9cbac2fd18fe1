"""Whether a store still says what was recorded in it: leaves, cases, rows, boxes and checkpoints, looked at anew."""
