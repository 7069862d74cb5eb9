"""`python -m policylint.integrations.github`: the action's step."""

import sys

from policylint.integrations.github.action import main

if __name__ == "__main__":
    sys.exit(main())
