"""What holds for every test: neither where it runs nor how fast is any part of what it tests."""

import os
import signal
from random import SystemRandom

from hypothesis import settings

os.environ.pop("GITHUB_ACTIONS", None)
os.environ.setdefault("CASUALTY_SEED", f"{SystemRandom().getrandbits(32):08x}")
"""What is made up anew in each run; processes that share the tests share it."""
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background ignores Ctrl-C, and would hand that down to the commands that it tests.
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
