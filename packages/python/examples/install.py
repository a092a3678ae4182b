"""Installs a pup with what it needs, and waits: python3 install.py "Dogecoin Core" """

import sys

from connect import connect
from dogebox import JobError

box = connect()
name = sys.argv[1]
offered = next((pup for pup in box.store.list()["pups"] if pup["name"] == name), None)
if offered is None:
    sys.exit(f"No source offers “{name}”.")

# The plan says all that would happen; its id is the yes to it.
plan = box.wiring.plan(offered["sourceId"], name, {})
print("Installs", ", ".join(pup["name"] for pup in plan["installs"]))
begun = box.pups.install({"sourceId": offered["sourceId"], "name": name, "start": True, "plan": plan["id"]})
try:
    box.jobs.wait(begun["jobId"], on_progress=lambda job: print(job["percent"], "%"))
except JobError as error:
    sys.exit(f"{error.message} {error.hint or ''}")
print("Installed")
