"""A structure-aware fuzzer: documents of every kind, packs, settings and commands, drawn and run in this process.

`documents` draws files from the kinds in `tests/corpus` and the shipped packs, `runs` draws a command for them and runs
it, `oracles` says what is wrong with what came of it, and `keeping` keeps what failed. The property in
`test_fuzzing.py` draws a few cases in the quick run and some two minutes of them in the deep one; `python -m
tests.fuzzing --cases 200000` draws as many as asked for, with limits of time and memory.
"""
