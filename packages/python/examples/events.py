"""Tells what changes: python3 events.py [HOW-MANY]

Lost connections are made again, and what was missed meanwhile comes first.
"""

import sys

from connect import connect

left = int(sys.argv[1]) if len(sys.argv) > 1 else -1
for event, data, number in connect().events.follow(kinds=["pup", "job"]):
    if event == "pup":
        print(number, data["body"]["pup"]["name"], data["body"]["pup"]["state"], flush=True)
    elif event == "job":
        job = data["body"]["job"]
        print(number, job["title"], job["status"], job["percent"], "%", flush=True)
    elif event == "resync":
        print(number, "Too much was missed: read anew what you need.", flush=True)
    else:
        print(event, flush=True)
    left -= 1
    if left == 0:
        break
