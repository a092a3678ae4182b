"""Which box: DOGEBOX_SOCKET, or DOGEBOX_URL with DOGEBOX_TOKEN. The other examples import it."""

import os

from dogebox import Dogebox


def connect() -> Dogebox:
    socket = os.environ.get("DOGEBOX_SOCKET")
    if socket:
        return Dogebox(socket=socket)
    return Dogebox(os.environ.get("DOGEBOX_URL", "http://localhost:8080"), token=os.environ.get("DOGEBOX_TOKEN"))


def pup_named(box: Dogebox, name: str) -> str:
    """The id of the pup of this name."""
    for pup in box.pups.list()["pups"]:
        if name in (pup["name"], pup["id"]):
            return pup["id"]
    raise SystemExit(f"No pup “{name}” is installed.")
