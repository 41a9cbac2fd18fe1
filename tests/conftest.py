"""Settings every test shares."""

import os

from hypothesis import settings

# A shared or slow machine must not turn a property into a stopwatch.
settings.register_profile("patient", deadline=None)
# HYPOTHESIS_PROFILE=soak looks for hours instead of seconds.
settings.register_profile("soak", deadline=None, max_examples=2_000, stateful_step_count=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))
