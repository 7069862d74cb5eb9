"""Where requests come from: files found, read, and recognised as one of the kinds that hold requests."""
