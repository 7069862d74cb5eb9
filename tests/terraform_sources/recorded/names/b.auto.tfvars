given = "second"
