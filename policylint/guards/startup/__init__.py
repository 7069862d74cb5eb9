"""What `policylint exec` puts on PYTHONPATH."""
