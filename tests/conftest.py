"""What all tests share."""

import os

from hypothesis import settings

pytest_plugins = ["pytester", "tests.left_out", "tests.postgres", "tests.samples"]

# Tests count and have no deadline. CI tries the same examples each time; whoever runs them by hand finds new ones.
settings.register_profile("counted", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("counted")
