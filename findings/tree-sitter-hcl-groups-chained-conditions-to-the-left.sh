#!/usr/bin/env bash
# One would guess: a parser reads `a ? b : c ? d : e` as Terraform does, as `a ? b : (c ? d : e)`, and a number such as
#   1e3 as it reads 1.5e-3.
# What happens: tree-sitter's grammar of HCL groups to the left, `(a ? b : c) ? d : e`, without an error: whoever walks the
#   tree takes `c`, the second condition, for a result. 1e3 and 1e-3 are errors, 1.5e3 and 1.5e-3 are numbers.
# Why it matters: instance types by environment are written as such chains, and a tool on this grammar (editors, linters)
#   picks another branch than Terraform.
# Seen with tree-sitter 0.26.1 and tree-sitter-hcl 1.2.0, 2026-11-28. HCL's specification: github.com/hashicorp/hcl,
#   hclsyntax/spec.md, conditional operator and numeric literals.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'tree-sitter==0.26.1' 'tree-sitter-hcl==1.2.0'

cat >"$work/parse.py" <<'PYTHON'
import sys

import tree_sitter_hcl
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_hcl.language()))


def parts(text):
    """The three parts of the outermost conditional."""
    node = PARSER.parse(f"type = {text}\n".encode()).root_node
    while node.type != "conditional":
        node = next(child for child in node.named_children if child.type != "identifier")
    return [child.text.decode() for child in node.named_children]


def is_number(text):
    return not PARSER.parse(f"count = {text}\n".encode()).root_node.has_error


chain = 'var.prod ? "ml.p4d.24xlarge" : var.gpu ? "ml.g5.xlarge" : "ml.m5.xlarge"'
condition, yes, no = parts(chain)
print(chain)
print(f"  condition: {condition}\n  then:      {yes}\n  else:      {no}")
numbers = {text: is_number(text) for text in ("1e3", "1.5e3", "1e-3", "1.5e-3")}
print(numbers)
seen = condition == 'var.prod ? "ml.p4d.24xlarge" : var.gpu', numbers == {
    "1e3": False, "1.5e3": True, "1e-3": False, "1.5e-3": True
}
sys.exit(0 if all(seen) else f"no longer so: {seen}")
PYTHON
"$work/venv/bin/python" "$work/parse.py"
