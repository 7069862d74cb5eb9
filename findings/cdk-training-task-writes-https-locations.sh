#!/usr/bin/env bash
# One would guess: S3Location.fromBucket(bucket, 'train') in CDK's SageMakerCreateTrainingJob gives s3://acme-ml/train.
# What happens: S3Uri and S3OutputPath become https://s3.us-east-1.amazonaws.com/acme-ml/train, in two parts around the
#   AWS::URLSuffix. SageMaker takes both forms (the pattern in its model is ^(https|s3)://...).
# Why it matters: a rule that tells the bucket by s3://, such as starts_with(S3OutputPath, 's3://acme-'), refuses these
#   jobs, and one that denies a bucket by s3:// passes them. The bucket is the first part of the path here.
# Seen with aws-cdk-lib 2.276.0 and constructs 10.8.1 on Node 20, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'aws-cdk-lib@2.276.0' 'constructs@10.8.1'

cat >"$work/node/seen.js" <<'JAVASCRIPT'
const cdk = require("aws-cdk-lib");
const s3 = require("aws-cdk-lib/aws-s3");
const tasks = require("aws-cdk-lib/aws-stepfunctions-tasks");

const env = { region: "us-east-1", account: "111122223333" };
const stack = new cdk.Stack(new cdk.App(), "Training", { env });
const bucket = s3.Bucket.fromBucketName(stack, "Bucket", "acme-ml");
const task = new tasks.SageMakerCreateTrainingJob(stack, "Train", {
  trainingJobName: "churn",
  algorithmSpecification: {
    trainingImage: tasks.DockerImage.fromRegistry("acme/train:1.0"),
    trainingInputMode: tasks.InputMode.FILE,
  },
  inputDataConfig: [
    {
      channelName: "train",
      dataSource: {
        s3DataSource: {
          s3DataType: tasks.S3DataType.S3_PREFIX,
          s3Location: tasks.S3Location.fromBucket(bucket, "train"),
        },
      },
    },
  ],
  outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(bucket, "models") },
});
const request = stack.resolve(task.toStateJson()).Parameters;

console.log("aws-cdk-lib", require("aws-cdk-lib/package.json").version);
const seen = [request.InputDataConfig[0].DataSource.S3DataSource.S3Uri, request.OutputDataConfig.S3OutputPath];
const address = (folder) => ({ "Fn::Join": ["", ["https://s3.us-east-1.", { Ref: "AWS::URLSuffix" }, `/acme-ml/${folder}`]] });
const wanted = [address("train"), address("models")];
for (const one of seen) console.log("  location:", JSON.stringify(one));
if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
  console.error("no longer so: the locations were", JSON.stringify(wanted));
  process.exit(1);
}
JAVASCRIPT
node --no-warnings "$work/node/seen.js"
