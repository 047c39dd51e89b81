"""What holds for every test: neither where it runs nor how fast is any part of what it tests."""

import os

from hypothesis import settings

os.environ.pop("GITHUB_ACTIONS", None)
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
