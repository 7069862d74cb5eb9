#!/usr/bin/env bash
# One would guess: what the typed properties of CDK's SageMakerCreateTrainingJob take ends up in the state machine.
# What happens: shuffleConfig of a channel is declared and documented, compiles, and is never written; what stands beside
#   it (compressionType, inputMode, recordWrapperType) is.
# Why it matters: the job trains on its data in the stored order. The source says otherwise, and the synthesized state
#   machine, which is what a check reads, is valid.
# Seen with aws-cdk-lib 2.276.0 and constructs 10.8.1 on Node 20, 2026-11-27.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" 'aws-cdk-lib@2.276.0' 'constructs@10.8.1'

cat >"$work/node/seen.js" <<'JAVASCRIPT'
const cdk = require("aws-cdk-lib");
const s3 = require("aws-cdk-lib/aws-s3");
const tasks = require("aws-cdk-lib/aws-stepfunctions-tasks");

const stack = new cdk.Stack(new cdk.App(), "Training");
const bucket = s3.Bucket.fromBucketName(stack, "Bucket", "acme-ml");
const channel = {
  channelName: "train",
  compressionType: tasks.CompressionType.GZIP,
  inputMode: tasks.InputMode.PIPE,
  recordWrapperType: tasks.RecordWrapperType.RECORD_IO,
  shuffleConfig: { seed: 42 },
  dataSource: {
    s3DataSource: {
      s3DataType: tasks.S3DataType.S3_PREFIX,
      s3Location: tasks.S3Location.fromBucket(bucket, "train"),
    },
  },
};
const task = new tasks.SageMakerCreateTrainingJob(stack, "Train", {
  trainingJobName: "churn",
  algorithmSpecification: {
    trainingImage: tasks.DockerImage.fromRegistry("acme/train:1.0"),
    trainingInputMode: tasks.InputMode.FILE,
  },
  inputDataConfig: [channel],
  outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(bucket, "models") },
});
const written = stack.resolve(task.toStateJson()).Parameters.InputDataConfig[0];
const { DataSource, ...rest } = written;

console.log("aws-cdk-lib", require("aws-cdk-lib/package.json").version);
const { dataSource, ...given } = channel;
console.log("  given:  ", JSON.stringify(given));
console.log("  written:", JSON.stringify(rest));
const wanted = { ChannelName: "train", CompressionType: "Gzip", InputMode: "Pipe", RecordWrapperType: "RecordIO" };
const changed = Object.keys({ ...wanted, ...rest }).filter((name) => rest[name] !== wanted[name]);
if (changed.length) {
  console.error("no longer so:", changed.map((name) => `${name} is ${JSON.stringify(rest[name])}`).join(", "));
  process.exit(1);
}
JAVASCRIPT
node --no-warnings "$work/node/seen.js"
