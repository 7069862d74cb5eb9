"""Settings: what they are, where they come from, which word wins."""
