"""The YAML files that people write for policylint: read so that each fault is told at its line and column."""
