"""`python -m policylint` is `policylint`."""

import sys

from policylint.cli import main

if __name__ == "__main__":
    sys.exit(main())
