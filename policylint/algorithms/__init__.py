"""AWS's built-in algorithms: what each takes of a training job, a table an algorithm (`data/NAME.json`)."""
