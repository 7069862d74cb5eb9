"""Sweeps: many jobs planned from one request, costed and judged by what differs between them rather than one by one."""
