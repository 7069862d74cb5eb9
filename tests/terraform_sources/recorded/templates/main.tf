locals {
  steps = ["prepare", "train"]
  request = {
    TrainingJobName = "from-template"
    Environment     = { NOTE = "a \"quoted\" <b> & c" }
  }
}

resource "terraform_data" "file" {
  input = file("${path.module}/plain.json")
}

resource "terraform_data" "decoded" {
  input = jsondecode(file("plain.json"))
}

resource "terraform_data" "templatefile" {
  input = templatefile("${path.module}/job.json.tftpl", {
    name  = "churn"
    steps = local.steps
    count = 2
    spot  = true
  })
}

resource "terraform_data" "flush" {
  input = <<-EOT
    {
      "Name": "${local.request.TrainingJobName}",
      "Request": ${jsonencode(local.request)},
    %{for step in local.steps~}
      "${step}": true,
    %{endfor~}
      "Literal": "$${kept} %%{kept}"
    }
  EOT
}

resource "terraform_data" "heredoc" {
  input = <<EOT
# not a comment ${upper("x")}
%{if length(local.steps) > 1}
many
%{else}
one
%{endif}
	tab ${~" stripped "~} end
EOT
}

resource "terraform_data" "blocks" {
  input = [for index, step in local.steps : {
    index = index
    name  = format("%02d-%s", index, step)
    last  = index == length(local.steps) - 1 ? "yes" : "no"
  }]
}
