"""The block explorer's web server. Only Python's own library."""

import os
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

LIB = Path(__file__).resolve().parent.parent / "lib"
sys.path.insert(0, str(LIB))
import chain  # noqa: E402
import node  # noqa: E402
import pages  # noqa: E402

PORT = int(os.environ.get("PORT", "8080"))
STYLE = (LIB / "style.css").read_bytes()

NO_INDEX = (
    "The node does not know this transaction. It may keep no index of all transactions: "
    "then open the block it is in, and the transaction from there."
)


def number(text):
    """A whole number that stands in a query; None where it is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def answer_for(path, query):
    """Status, and a page or the address that is to be opened instead."""
    kind, _, rest = path[1:].partition("/")
    rest = unquote(rest)
    if path == "/":
        return 200, pages.home(number(query.get("before")))
    if path == "/search":
        return search(query.get("q", ""))
    if path == "/mempool":
        return 200, pages.mempool(*chain.mempool())
    if kind == "block":
        return block(rest.lower(), number(query.get("from")) or 0)
    if kind == "tx" and chain.HASH.fullmatch(rest.lower()):
        return transaction(rest.lower(), query.get("block", "").lower())
    if kind == "address" and re.fullmatch(r"[0-9A-Za-z]{14,100}", rest) and chain.is_address(rest):
        return 200, pages.address(rest, chain.unspent(rest))
    return 404, pages.not_found("There is no such page.", "Search for a height, a hash or an address.")


def search(text):
    place = chain.find(text)
    if place:
        return 303, place
    return 404, pages.not_found("Nothing was found.", "Search for a height, a hash or an address.", text[:100])


def block(name, first):
    height = number(name)
    if height is not None:
        place = chain.block_hash(height)
        return (303, f"/block/{place}") if place and chain.HASH.fullmatch(place) else no_block()
    found = chain.block(name) if chain.HASH.fullmatch(name) else None
    return (200, pages.block(found, first)) if found else no_block()


def no_block():
    return 404, pages.not_found("The node does not know this block.", "It may not have loaded it yet.")


def transaction(txid, in_block):
    try:
        found = chain.transaction(txid, in_block if chain.HASH.fullmatch(in_block) else None)
    except node.RpcError:
        return 404, pages.not_found("The transaction was not found.", NO_INDEX, txid)
    return 200, pages.transaction(found, chain.origins(found["vin"]))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "BlockExplorer"
    timeout = 120

    def do_GET(self):
        asked = urlsplit(self.path if self.path.startswith("/") else "/nowhere")
        if asked.path == "/style.css":
            return self.answer(200, STYLE, "text/css; charset=utf-8")
        if asked.path == "/healthz":
            return self.answer(200, b"ok\n", "text/plain; charset=utf-8")
        try:
            query = {name: values[-1] for name, values in parse_qs(asked.query, max_num_fields=20).items()}
        except ValueError:
            query = {}
        try:
            status, page = answer_for(asked.path, query)
        except node.Missing as why:
            status, page = why.status, pages.missing(why)
        except node.RpcError as error:
            words = f"It says: {error}"
            status, page = 502, pages.page("The node cannot tell", pages.notice("The node cannot tell that.", words))
        except (AttributeError, KeyError, IndexError, TypeError, ValueError, ArithmeticError):
            # A node of another kind, or one that lies.
            status, page = 502, pages.missing(node.unreadable())
        if status == 303:
            return self.answer(303, b"", "text/plain; charset=utf-8", place=page)
        return self.answer(status, page.encode("utf-8", "replace"), "text/html; charset=utf-8")

    do_HEAD = do_GET

    def answer(self, code, body, kind, place=None):
        self.send_response(code)
        if place:
            self.send_header("Location", place)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
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
    print(f"the page is ready on port {PORT}", flush=True)
    server.serve_forever()
