#!/bin/sh
aws sagemaker create-training-job --cli-input-json file://job.json
