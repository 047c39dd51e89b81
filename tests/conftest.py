"""What holds for every test: where they run is no part of what they test."""

import os

os.environ.pop("GITHUB_ACTIONS", None)
