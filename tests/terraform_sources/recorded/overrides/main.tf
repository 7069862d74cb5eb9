locals {
  kept    = "kept"
  changed = "before"
}

resource "terraform_data" "job" {
  input = { kept = local.kept, changed = local.changed }
}

resource "terraform_data" "changed" {
  input = "before"
}
