"""What training jobs, tuning jobs and sweeps can cost: prices, the billing formulas, estimates and the batch kernel.

Figures are USD as float64 and are rounded only where they are shown. Whatever is not known is said to be unknown;
nothing here turns a missing price into 0.
"""
