"""One upload by the Python client in a process of its own: `send.py URL FILE`. Prints what it took as JSON."""

import json
import os
import sys
import time

from firefly_client import FireflyClient

url, path = sys.argv[1:3]
client = FireflyClient(url, channel="bench")
start = time.perf_counter()
client.upload_file(path)
ms = (time.perf_counter() - start) * 1000
peak = None
try:
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    pass
print(json.dumps({"ms": ms, "bytes": os.path.getsize(path), "peakKb": peak}), flush=True)
os._exit(0)
