resource "aws_sfn_state_machine" "retraining" {
  name     = "retraining"
  role_arn = var.role
  definition = jsonencode({
    StartAt = "Train"
    States  = { Train = { Type = "Task", Resource = "arn:aws:states:::sagemaker:createTrainingJob.sync", End = true } }
  })
}
