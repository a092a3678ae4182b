"""The node behind the box's gateway, and in words what is missing when it cannot be asked."""

import http.client
import json
import os
from decimal import Decimal

HOST = os.environ.get("DBX_HOST", "10.69.0.1")
PORT = int(os.environ.get("DBX_PORT", "80"))
# Set by the box when a provider was chosen before this pup was started.
PROVIDER = os.environ.get("DBX_IFACE_CORE_RPC_HOST", "")
MAX_ANSWER = 32 * 1024 * 1024
SECONDS = 30

# What the two groups are called in the manifest.
GROUPS = {"chain": "Chain", "mempool": "Mempool"}


class Missing(Exception):
    """The node cannot be asked: a headline, what to do, what the box said, and whether it will pass
    by itself."""

    def __init__(self, status, headline, advice, said="", passing=False):
        super().__init__(headline)
        self.status = status
        self.headline = headline
        self.advice = advice
        self.said = said
        self.passing = passing


class RpcError(Exception):
    """The node's answer to a call that failed; its code as in Core's protocol.h."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


NOT_FOUND = -5
BAD_PARAMETER = -8
UNKNOWN_METHOD = -32601
LOADING = -28


def call(group, method, *parameters):
    """One call. Raises Missing or RpcError."""
    return result(read(group, {"id": 1, "method": method, "params": list(parameters)}))


def batch(group, calls):
    """Many calls in one request; each is a method and its parameters. Gives for each its result, or
    the RpcError. Raises Missing."""
    if not calls:
        return []
    asked = [{"id": n, "method": method, "params": list(rest)} for n, (method, *rest) in enumerate(calls)]
    answers = read(group, asked)
    if not isinstance(answers, list):
        result(answers)
        raise unreadable()
    by_id = {one.get("id"): one for one in answers if isinstance(one, dict)}
    results = []
    for n in range(len(calls)):
        try:
            results.append(result(by_id.get(n)))
        except RpcError as error:
            results.append(error)
    return results


def result(answer):
    """What a call gave. Raises Missing or RpcError."""
    if not isinstance(answer, dict):
        raise unreadable()
    error = answer.get("error")
    if not error:
        return answer.get("result")
    if not isinstance(error, dict):
        raise unreadable()
    code, message = error.get("code"), str(error.get("message", ""))
    if code == LOADING:
        raise Missing(
            503, "The node is still starting.", "It can take some minutes. This page tries again by itself.", message, True
        )
    raise RpcError(code, message)


def read(group, body):
    """What the gateway or the node answered. Raises Missing."""
    connection = http.client.HTTPConnection(HOST, PORT, timeout=SECONDS)
    try:
        connection.request("POST", f"/core-rpc/{group}", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read(MAX_ANSWER + 1)
    except (OSError, http.client.HTTPException):
        raise Missing(
            503, "The box does not answer.", "Its gateway may just be starting. This page tries again by itself.", "", True
        ) from None
    finally:
        connection.close()
    if len(text) > MAX_ANSWER:
        raise Missing(502, "The node's answer is too large for this explorer.", "Look at a smaller part of the chain.")
    try:
        said = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        said = None
    # The node itself answers a failed call with 404 or 500 and an error of JSON-RPC.
    if isinstance(said, list) or (isinstance(said, dict) and "result" in said):
        return said
    raise refusal(group, answer.status, sentence(said))


def refusal(group, status, said):
    """What it means that the gateway, not the node, has answered."""
    if status == 403 and group == "chain" and not PROVIDER:
        return Missing(
            503,
            "No node was chosen yet.",
            "Open this pup's page in the box and choose who provides core-rpc, Regtest node or Dogecoin Core.",
            said,
        )
    if status == 403:
        return Missing(
            403,
            f"This explorer was not given the permission “{GROUPS[group]}”.",
            "Allow it in the box, on the page Connections or on this pup's page.",
            said,
        )
    if status == 404:
        return Missing(
            503,
            "There is no node to ask.",
            "Open this pup's page in the box and choose who provides core-rpc, Regtest node or Dogecoin Core.",
            said,
        )
    if status in (502, 503, 504):
        return Missing(
            503,
            "The node does not answer.",
            "It may be stopped, or still starting. This page tries again by itself.",
            said,
            True,
        )
    if status == 429:
        return Missing(429, "This was too much at once.", "This page tries again by itself.", said, True)
    return Missing(502, "The box answered something unexpected.", "The log of this pup says when.", said or f"HTTP {status}")


def sentence(said):
    """The gateway's own words, of an answer as in RFC 9457."""
    if not isinstance(said, dict):
        return ""
    words = [said.get(name) for name in ("title", "detail", "hint")]
    return " ".join(word for word in words if isinstance(word, str))[:600]


def unreadable():
    return Missing(502, "The node answered something that this explorer cannot read.", "It may be a node of another kind.")
