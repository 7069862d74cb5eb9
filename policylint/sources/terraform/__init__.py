"""Terraform source (HCL): the resources of a configuration as far as its text decides them, without running Terraform.

    syntax      one text: its syntax tree by tree-sitter's grammar, its faults, its comments
    values      what expressions come to: known values, values of which parts are known, and what is not known
    types       the conversions between types, and the type constraints of variables
    templates   strings in quotes, heredocs and template files: literals, interpolations, directives
    functions   the functions whose result is sure
    expressions the evaluation of one expression
    module      a folder: locals, variables and their values, providers, in all its files
    source      a file: its resources with their attributes, and the place of each

A value is the one that `terraform plan` comes to in the folder without further options, or it is unknown. The default
of a variable is a value that it may have: see `policylint.unknown.Candidate`.
"""
