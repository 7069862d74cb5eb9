locals {
  env    = "prod"
  prefix = "churn-${local.env}"
  sizes  = { small = "ml.m5.large", large = "ml.p4d.24xlarge" }
  jobs = {
    nightly = { size = "large", epochs = 30 }
    hourly  = { size = "small", epochs = 3, spot = true }
  }
  common = {
    RoleArn = "arn:aws:iam::123456789012:role/Train"
    Tags    = [for k, v in { owner = "ml", team = "churn" } : { Key = k, Value = v }]
  }
}

resource "terraform_data" "each" {
  for_each = local.jobs
  input = jsonencode(merge(local.common, {
    TrainingJobName = "${local.prefix}-${each.key}"
    ResourceConfig  = { InstanceType = local.sizes[each.value.size], InstanceCount = 1 }
    HyperParameters = { epochs = tostring(each.value.epochs) }
    Spot            = lookup(each.value, "spot", false)
    Again           = try(each.value.spot, "no")
  }))
}

resource "terraform_data" "set" {
  for_each = toset(["b", "a"])
  input    = { key = each.key, value = each.value, upper = upper(each.value) }
}

resource "terraform_data" "counted" {
  count = length(var.regions)
  input = "${element(var.regions, count.index)}-${count.index}"
}

resource "terraform_data" "none" {
  count = local.env == "dev" ? 1 : 0
  input = "never"
}

resource "terraform_data" "defaults" {
  input = {
    type   = var.instance_type
    count  = var.instance_count
    joined = "ml.${var.family}.xlarge"
    filled = var.job
    given  = var.given
    listed = var.listed
    mapped = var.mapped
    nested = var.nested
    set    = var.unique
  }
}
