"""Finds a block every few seconds."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import rpc  # noqa: E402

ENABLED = os.environ.get("MINER_ENABLED", "true") == "true"


def interval():
    """Seconds, 1 to 3600, whatever is written there."""
    try:
        return min(3600.0, max(1.0, float(os.environ.get("MINER_INTERVAL") or 10)))
    except ValueError:
        return 10.0


def log(text):
    print(text, flush=True)


def address():
    """The same address in every run, so that the wallet does not fill with them."""
    try:
        return next(iter(rpc.call("getaddressesbylabel", "miner", wallet=True)))
    except rpc.RpcError:
        return rpc.call("getnewaddress", "miner", wallet=True)


def mine(seconds):
    rpc.wait(log)
    rpc.open_wallet()
    target = address()
    log(f"mining a block every {seconds:g} s")
    while True:
        # A long time: the machine may be a small one.
        rpc.call("generatetoaddress", 1, target, timeout=120)
        log(f"block {rpc.call('getblockcount')}")
        time.sleep(seconds)


def stop(*_):
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    if not ENABLED:
        log("mining is switched off")
        while True:
            signal.pause()
    while True:
        try:
            mine(interval())
        except (rpc.NotReady, rpc.RpcError) as error:
            log(f"{error}; trying again")
            time.sleep(2)
