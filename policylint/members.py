"""Members of a training job's request that several parts of policylint read: their paths, defaults and limits."""

TYPE = "ResourceConfig.InstanceType"
COUNT = "ResourceConfig.InstanceCount"
VOLUME = "ResourceConfig.VolumeSizeInGB"
VOLUME_KEY = "ResourceConfig.VolumeKmsKeyId"
KEEP_ALIVE = "ResourceConfig.KeepAlivePeriodInSeconds"
SPOT = "EnableManagedSpotTraining"
MAX_RUNTIME = "StoppingCondition.MaxRuntimeInSeconds"
MAX_WAIT = "StoppingCondition.MaxWaitTimeInSeconds"

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html
# MaxRuntimeInSeconds: "If you do not specify a value, the default is 1 day."
DEFAULT_RUNTIME = 86_400
# A job "can run for" at most 28 days; run, metrics and upload together take at most 30.
LONGEST_RUNTIME = 28 * 86_400
# ResourceConfig: "SageMaker supports only the General Purpose SSD (gp2) storage volume type", whose volumes have at
# most 16 TiB: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
LARGEST_VOLUME = 16_384
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html (KeepAlivePeriodInSeconds)
LONGEST_KEEP_ALIVE = 21_600
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceLimits.html (MaxRuntimeInSeconds)
LONGEST_TUNING = 15_768_000
