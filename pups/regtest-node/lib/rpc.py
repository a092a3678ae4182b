"""JSON-RPC to the node beside us."""

import base64
import http.client
import json
import os
import time
from pathlib import Path

STORAGE = Path(os.environ.get("STORAGE", "/storage"))
PORT = int(os.environ.get("RPC_PORT", "22555"))
WALLET = "pup"


class RpcError(Exception):
    """The node's answer to a call that failed; its code as in Core's protocol.h."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class NotReady(Exception):
    """The node does not answer yet, or not any more."""


def authorization():
    """The header that the node asks for. Raises NotReady."""
    try:
        login = json.loads((STORAGE / "rpc.json").read_text())
        return "Basic " + base64.b64encode(f"{login['user']}:{login['password']}".encode()).decode()
    except (OSError, ValueError, KeyError, TypeError):
        raise NotReady("the node has not been started yet") from None


def call(method, *parameters, wallet=False, timeout=10):
    """One call. Raises RpcError or NotReady."""
    login = authorization()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=timeout)
    try:
        connection.request(
            "POST",
            f"/wallet/{WALLET}" if wallet else "/",
            json.dumps({"id": 1, "method": method, "params": parameters}),
            {"Authorization": login},
        )
        answer = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NotReady(str(error)) from None
    finally:
        connection.close()
    if answer.get("error"):
        # -28: it is still loading.
        if answer["error"]["code"] == -28:
            raise NotReady(answer["error"]["message"])
        raise RpcError(answer["error"]["code"], answer["error"]["message"])
    return answer["result"]


def wait(log):
    """Until the node answers."""
    said = 0.0
    while True:
        try:
            return call("getblockcount")
        except NotReady as error:
            if time.monotonic() - said > 15:
                log(f"waiting for the node: {error}")
                said = time.monotonic()
            time.sleep(0.3)


def open_wallet():
    """Loads the wallet, or makes it the first time."""
    if WALLET in call("listwallets"):
        return
    names = [wallet["name"] for wallet in call("listwalletdir")["wallets"]]
    try:
        call("loadwallet" if WALLET in names else "createwallet", WALLET, timeout=60)
    except RpcError:
        # Somebody else was quicker.
        if WALLET not in call("listwallets"):
            raise
