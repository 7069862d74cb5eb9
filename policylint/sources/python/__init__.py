"""Python source: training-job requests read from the code that makes them, without running it.

    values      what expressions come to: known scalars, containers, what a call made, and what is not known
    heap        the containers and variables as they are at a point of the program; branches taken and taken back
    machine     the walk over a program: expressions, calls, statements, each in a module
    libraries   what calls of boto3 and of the SDKs send: a module each, loaded for files with its word in them
    export      from values to a request with unknowns, and the place of each member
    reading     a file: parsed, walked, its calls found

Nothing is imported or executed. A member is the value that runs, or it is unknown: what is changed in a loop, on one
branch only or by a function that is not seen is unknown, and so is what only a run can tell.
"""
