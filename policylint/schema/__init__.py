"""The API model as data: what SageMaker takes, and what is wrong with a request that is not that.

`snapshot` loads what `sync` extracted from botocore; `compile` answers yes or no, fast; `faults` says why not.
"""
