"""Lets other pups call the node through the box's gateway, each as far as it was granted.

JSON-RPC names its method in the body, and the gateway decides by the path. So here every permission
group of the interface core-rpc has a path of its own, and only the methods of that group pass:

    POST /chain     what reads blocks and transactions
    POST /mempool   what reads transactions that wait for a block
    POST /          every method, for whoever was granted all of it

Nobody but the gateway reaches this port, so no password is asked for. The node's own is added here.
The same file lies in every node that offers the groups. Only Python's own library."""

import http.client
import json
import os
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import rpc  # noqa: E402

PORT = int(os.environ.get("FILTER_PORT", "22554"))
MAX_REQUEST = 4 * 1024 * 1024
MAX_ANSWER = 32 * 1024 * 1024
MAX_BATCH = 100
# The node has few threads for calls; what waits longer than this is refused, in seconds.
TURNS = threading.BoundedSemaphore(4)
MAX_WAIT = 20
MAX_CALL = 120
EVERYTHING = re.compile(r"/(wallet/[A-Za-z0-9_.-]{0,100})?")

GROUPS = {
    "/chain": frozenset(
        [
            "decoderawtransaction",
            "getbestblockhash",
            "getblock",
            "getblockchaininfo",
            "getblockcount",
            "getblockhash",
            "getblockheader",
            "getblockstats",
            "getchaintips",
            "getdifficulty",
            "getrawtransaction",
            "gettxout",
            "scantxoutset",
            "validateaddress",
        ]
    ),
    "/mempool": frozenset(
        ["estimatefee", "estimatesmartfee", "getmempoolentry", "getmempoolinfo", "getrawmempool"]
    ),
}


class Refused(Exception):
    """An HTTP status, a code of JSON-RPC, and why."""

    def __init__(self, status, code, text):
        super().__init__(text)
        self.status = status
        self.code = code


def checked(path, body):
    """The body written anew, so that the node reads the very names that were checked here. Raises
    Refused."""
    methods = GROUPS.get(path)
    if methods is None and not EVERYTHING.fullmatch(path):
        raise Refused(404, -32601, "There is nothing here. Send calls to /chain, /mempool or /.")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, -32700, "This is not JSON.") from None
    calls = asked if isinstance(asked, list) else [asked]
    if len(calls) > MAX_BATCH:
        raise Refused(400, -32600, f"These are more than {MAX_BATCH} calls at once.")
    anew = []
    for one in calls:
        if not isinstance(one, dict) or not isinstance(one.get("method"), str):
            raise Refused(400, -32600, "A call names its method.")
        if methods is not None and one["method"] not in methods:
            group = path[1:].capitalize()
            raise Refused(403, -32601, f"{one['method'][:60]} is not one of the methods of the group {group}.")
        anew.append({key: one[key] for key in ("jsonrpc", "id", "method", "params") if key in one})
    return json.dumps(anew if isinstance(asked, list) else anew[0]).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Filter"
    timeout = 120

    def do_POST(self):
        try:
            body = checked(self.path.split("?")[0], self.body())
            if not TURNS.acquire(timeout=MAX_WAIT):
                raise Refused(503, -32603, "The node is busy with other calls.")
            try:
                status, read = self.ask(body)
            finally:
                TURNS.release()
            self.answer(status, read)
        except Refused as refused:
            error = {"code": refused.code, "message": str(refused)}
            self.answer(refused.status, json.dumps({"result": None, "error": error, "id": None}).encode())

    def do_GET(self):
        methods = GROUPS.get(self.path.split("?")[0])
        if methods is None:
            return self.answer(404, json.dumps({"error": "Send calls of JSON-RPC with POST."}).encode())
        return self.answer(200, json.dumps({"methods": sorted(methods)}).encode())

    def body(self):
        """What was sent. Raises Refused."""
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,10}", length) or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Refused(411, -32600, "Say how long the call is: Content-Length.")
        if int(length) > MAX_REQUEST:
            self.close_connection = True
            raise Refused(413, -32600, f"A call has at most {MAX_REQUEST} bytes.")
        return self.rfile.read(int(length))

    def ask(self, body):
        """The node's status and answer. Raises Refused."""
        path = self.path.split("?")[0]
        connection = http.client.HTTPConnection("127.0.0.1", rpc.PORT, timeout=MAX_CALL)
        try:
            headers = {"Authorization": rpc.authorization(), "Content-Type": "application/json"}
            connection.request("POST", "/" if path in GROUPS else path, body, headers)
            answer = connection.getresponse()
            read = answer.read(MAX_ANSWER + 1)
        except (rpc.NotReady, OSError, http.client.HTTPException):
            # As a node says it that is still loading.
            raise Refused(503, -28, "The node does not answer yet. It may still be starting.") from None
        finally:
            connection.close()
        if len(read) > MAX_ANSWER:
            raise Refused(502, -32603, f"The node's answer has more than {MAX_ANSWER} bytes. Ask for less at once.")
        return answer.status, read

    def answer(self, code, body):
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Not every request is worth a line in the log."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def stop(*_):
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    server = Server(("0.0.0.0", PORT), Handler)
    print(f"calls of other pups are taken at port {PORT}", flush=True)
    server.serve_forever()
