"""Align reported casualty figures over the days they share, and compare them."""

__version__ = "0.1.0"
