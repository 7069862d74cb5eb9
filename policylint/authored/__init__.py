"""What people write for policylint (packs, tests, waivers, sweep files, detectors, configuration), read in one way.

Every fault of a file is shown at once, each with its line and column, the source line and carets below it.
"""
