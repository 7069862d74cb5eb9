import uuid

from sagemaker.estimator import Estimator

use_spot_instances = True
max_run = 3600
max_wait = 7200 if use_spot_instances else None
checkpoint_suffix = str(uuid.uuid4())[:8]

est = Estimator(
    image_uri="123456789012.dkr.ecr.eu-west-1.amazonaws.com/recsys:2.1",
    role="arn:aws:iam::123456789012:role/service-role/Training",
    instance_count=2,
    instance_type="ml.g4dn.12xlarge",
    volume_size=200,
    max_run=max_run,
    use_spot_instances=use_spot_instances,
    max_wait=max_wait,
    checkpoint_s3_uri=f"s3://acme-ckpt/recsys/{checkpoint_suffix}",
    checkpoint_local_path="/opt/ml/ckpt",
    output_path="s3://acme-models/recsys/",
)
est.fit({"train": "s3://acme-data/recsys/train"}, job_name="recsys-nightly")
