"""Contract rules for AWS's built-in algorithms: held to the tables of `policylint.algorithms`."""
