"""Findings that someone has accepted, in one order: comment, configuration, waiver, baseline."""
