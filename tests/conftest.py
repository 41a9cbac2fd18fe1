"""Settings every test shares."""

from hypothesis import settings

# A shared or slow machine must not turn a property into a stopwatch.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
