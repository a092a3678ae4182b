"""JSON-RPC to the node beside us."""

import base64
import http.client
import json
import os
from pathlib import Path

STORAGE = Path(os.environ.get("STORAGE", "/storage"))
PORT = int(os.environ.get("RPC_PORT", "22555"))


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


def call(method, *parameters, timeout=10):
    """One call. Raises RpcError or NotReady."""
    login = authorization()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=timeout)
    try:
        connection.request(
            "POST",
            "/",
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
