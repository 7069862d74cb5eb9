"""The guard: training jobs judged as they are submitted through botocore, whoever submits them.

`attaching` hangs a `Watch` on the events of clients and sessions; the `Watch` tells a `Guard` of each `Call`;
the `Guard` asks the engine (`judging`), the price (`price`), a person (`confirming`) and the ledger of the budget
(`ledger`), writes the audit file (`audit`), and raises `Blocked` where the submission must not go on.
"""
