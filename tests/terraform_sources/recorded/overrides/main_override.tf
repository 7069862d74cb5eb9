locals {
  changed = "after"
}

resource "terraform_data" "changed" {
  input = "after"
}
