"""Doors to policylint in other programs."""
