"""Adapters: each file or folder is one implementation of a port of the domain; adapters measure, and judge nothing."""

import os

# ONNX Runtime 1.31 keeps an id of the machine and a store of events for its vendor in the home folder. It looks at this
# as it is imported; its own `disable_telemetry_events` comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
