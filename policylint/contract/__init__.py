"""SM2: what the documentation says beyond single members, a module per part of the request."""
