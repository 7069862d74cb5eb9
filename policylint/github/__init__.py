"""policylint on GitHub: the action's one step, and comments on pull requests."""
