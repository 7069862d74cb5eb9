"""Secrets: credentials in the free text of a request, found by format, by name and by randomness."""
