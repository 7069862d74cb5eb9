"""An organisation's own policies: YAML and JMESPath that a platform team writes, tests, ships and waives.

    pack (YAML) ──► reading ──► model ──► checking (against the API model) ──► compiling ──► Policy ──► Rule and Check

`policylint.policies.rules.load` is the way in; the language is described in docs/policies.md.
"""
