#!/usr/bin/env bash
# One would guess: the JavaScript SDK either sends what it is given or refuses it, as boto3 does before it calls.
# What happens: it looks at no value. HyperParameters given as a JavaScript Map leave as {}, and Tags given as a Set as {},
#   so the job trains with defaults and without tags; null, also within a list, and misspelled members are left out
#   without a word; a number stays a number, NaN becomes the text "NaN", and nothing required is missed.
# Why it matters: what a source says and what is submitted differ in silence, EnableNetworkIsolaton included; TypeScript
#   tells only where the types were not lost on the way, as they are for requests read from JSON or made by helpers. Judge
#   the request that is sent, or the file that it is read from.
# Seen with @aws-sdk/client-sagemaker 3.1142.0 on Node 20, 2026-11-27. Nothing is sent: the request handler is a stand-in.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" '@aws-sdk/client-sagemaker@3.1142.0'

cat >"$work/node/seen.js" <<'JAVASCRIPT'
const { SageMakerClient, CreateTrainingJobCommand } = require("@aws-sdk/client-sagemaker");

let sent;
const requestHandler = {
  async handle(request) {
    sent = JSON.parse(new TextDecoder().decode(request.body));
    const headers = { "content-type": "application/x-amz-json-1.1" };
    return { response: { statusCode: 200, headers, body: Buffer.from('{"TrainingJobArn": "arn"}') } };
  },
};
const credentials = { accessKeyId: "example", secretAccessKey: "example" };
const client = new SageMakerClient({ region: "us-east-1", credentials, requestHandler });

const cases = [
  ['HyperParameters: new Map([["eta", "0.1"]])', { HyperParameters: new Map([["eta", "0.1"]]) }, { HyperParameters: {} }],
  ['Tags: new Set([{ Key: "team", Value: "ml" }])', { Tags: new Set([{ Key: "team", Value: "ml" }]) }, { Tags: {} }],
  ['Tags: [null, { Key: "team", Value: null }]', { Tags: [null, { Key: "team", Value: null }] }, { Tags: [{ Key: "team" }] }],
  ["HyperParameters: { eta: null, epochs: 3 }", { HyperParameters: { eta: null, epochs: 3 } }, { HyperParameters: { epochs: 3 } }],
  ["VpcConfig: null", { VpcConfig: null }, {}],
  ["EnableNetworkIsolaton: true", { EnableNetworkIsolaton: true }, {}],
  ['EnableNetworkIsolation: "False"', { EnableNetworkIsolation: "False" }, { EnableNetworkIsolation: "False" }],
  ["ResourceConfig: { InstanceCount: NaN }", { ResourceConfig: { InstanceCount: NaN } }, { ResourceConfig: { InstanceCount: "NaN" } }],
];

(async () => {
  console.log("@aws-sdk/client-sagemaker", require("@aws-sdk/client-sagemaker/package.json").version);
  const changed = [];
  for (const [source, input, wanted] of cases) {
    await client.send(new CreateTrainingJobCommand(input));
    console.log(`  ${source.padEnd(48)} is sent as ${JSON.stringify(sent)}`);
    if (JSON.stringify(sent) !== JSON.stringify(wanted)) {
      changed.push(`${source} is sent as ${JSON.stringify(sent)}, was ${JSON.stringify(wanted)}`);
    }
  }
  if (changed.length) {
    console.error("no longer so: " + changed.join("; "));
    process.exit(1);
  }
})().catch((error) => {
  console.error("no longer so: the SDK refuses:", error.message);
  process.exit(1);
});
JAVASCRIPT
node --no-warnings "$work/node/seen.js"
