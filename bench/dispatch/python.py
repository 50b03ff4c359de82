"""Sends steps by the Python client: address, channel, how many."""
import sys
from firefly_client import FireflyClient
url, channel, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = FireflyClient.make_client(url=url, channel_override=channel, launch_browser=False)
print('ready', flush=True)
sys.stdin.readline()
for n in range(count):
    client.dispatch('bench.step', {'n': n})
print('done', flush=True)
