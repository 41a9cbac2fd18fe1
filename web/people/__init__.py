"""People at the door: who they are, what they prove it with, and how long that is believed."""
