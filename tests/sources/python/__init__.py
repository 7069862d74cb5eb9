"""Requests read from Python source, from notebooks, and held to what programs send when they run."""
