"""The guard: training jobs judged as they are submitted through botocore, whoever submits them.

`attach` registers `EventHooks` on the events of clients and sessions; these hand each `Call` to a `Guard`. The `Guard`
asks the engine (`judging`), the price (`price`), a person (`prompt`) and the budget's ledger (`ledger`), writes the
audit file (`audit`), and raises `Blocked` where the submission must not go on.
"""
