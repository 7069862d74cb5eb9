"""How statements end: they go on, leave the loop or begin its next round, or go no further."""

ALIVE, BREAK, CONTINUE, DEAD = range(4)
