"""A plain web page, and a few paths for trying out the way through the box. Only Python's own
library."""

import base64
import hashlib
import html
import json
import os
import signal
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

# /storage is the one place that is kept; elsewhere nothing can be written.
STORAGE = Path(os.environ.get("STORAGE", "/storage"))
PORT = int(os.environ.get("PORT", "8080"))

# What the owner set in the box's dashboard; the names are those of the fields in manifest.json.
GREETING = os.environ.get("GREETING") or "Much hello from your pup!"
SHOW_ENVIRONMENT = os.environ.get("SHOW_ENVIRONMENT", "true") == "true"

STARTED = time.time()


def log(text):
    """Whatever a service prints, the box keeps and shows as its log."""
    print(text, flush=True)


class Visits:
    """A number that survives a restart."""

    def __init__(self, file):
        self.file = file
        self.lock = threading.Lock()
        try:
            self.count = int(json.loads(file.read_text())["visits"])
        except (OSError, ValueError, KeyError, TypeError):
            self.count = 0

    def add(self):
        with self.lock:
            self.count += 1
            # Written beside and renamed: after a power cut either the old or the new number is
            # there.
            handle, name = tempfile.mkstemp(dir=self.file.parent)
            with os.fdopen(handle, "w") as out:
                json.dump({"visits": self.count}, out)
            os.replace(name, self.file)
            return self.count


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{greeting}</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --line: #e2dccb; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --line: #34383f; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 42rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; line-height: 1.2; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }}
  dt {{ opacity: .7; }} dd {{ margin: 0; overflow-wrap: anywhere; }}
  h2 {{ font-size: 1.1rem; margin-top: 2rem; }} code {{ font-size: .9em; }}
  table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
  td {{ border-top: 1px solid var(--line); padding: .3rem .5rem .3rem 0; overflow-wrap: anywhere; vertical-align: top; }}
</style>
</head>
<body>
<main>
<h1>{greeting}</h1>
<dl>
<dt>Pup</dt><dd><code>{pup}</code></dd>
<dt>Time</dt><dd>{now}</dd>
<dt>Running for</dt><dd>{uptime} s</dd>
<dt>Visits</dt><dd>{visits}, kept over restarts</dd>
</dl>
{environment}
</main>
</body>
</html>
"""


def environment_table():
    """What the box tells this pup: its own variables and the settings. Nothing secret is among
    them."""
    names = sorted(name for name in os.environ if name.startswith("DBX_") or name in ("GREETING", "SHOW_ENVIRONMENT"))
    rows = "".join(
        f"<tr><td><code>{html.escape(name)}</code></td><td>{html.escape(os.environ[name])}</td></tr>" for name in names
    )
    return f"<h2>What this pup sees</h2><table>{rows}</table>"


class Handler(BaseHTTPRequestHandler):
    """One request. Each runs in a thread of its own."""

    protocol_version = "HTTP/1.1"
    server_version = "PythonPage"
    # A connection over which nothing comes does not hold its thread for ever.
    timeout = 120

    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        if url.path == "/":
            self.page()
        elif url.path == "/health":
            self.answer(200, "ok\n", "text/plain")
        elif url.path == "/headers":
            self.answer_json({"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}})
        elif url.path == "/set-cookie":
            self.set_cookie(query)
        elif url.path == "/stream":
            self.stream(query)
        elif url.path == "/ws":
            self.websocket()
        else:
            self.answer(404, "There is nothing here.\n", "text/plain")

    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        if urlsplit(self.path).path == "/upload":
            self.upload()
        else:
            # The body stays unread, so the connection cannot be used again.
            self.close_connection = True
            self.answer(404, "There is nothing here.\n", "text/plain")

    def page(self):
        # A look without a visit (HEAD) does not count.
        visits = VISITS.add() if self.command == "GET" else VISITS.count
        if visits % 10 == 1:
            log(f"{visits} visits so far")
        text = PAGE.format(
            greeting=html.escape(GREETING),
            pup=html.escape(os.environ.get("DBX_PUP_ID", "not in a box")),
            now=time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
            uptime=int(time.time() - STARTED),
            visits=visits,
            environment=environment_table() if SHOW_ENVIRONMENT else "",
        )
        self.answer(200, text, "text/html; charset=utf-8")

    def set_cookie(self, query):
        name, value = query.get("name", "pup"), query.get("value", "1")
        # Anything else could end the header and begin another.
        if not all(character.isalnum() or character in "-_." for character in name + value):
            self.answer(400, "Letters, digits, - _ . only.\n", "text/plain")
            return
        self.answer(200, "set\n", "text/plain", {"Set-Cookie": f"{name}={value}; Path=/"})

    def stream(self, query):
        count = min(int(query.get("n", "5")), 1000) if query.get("n", "5").isdigit() else 5
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(count):
            piece = f"line {number}\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
            time.sleep(0.2)
        self.wfile.write(b"0\r\n\r\n")

    def upload(self):
        digest, count = hashlib.sha256(), 0
        for piece in self.body():
            digest.update(piece)
            count += len(piece)
        log(f"received {count} bytes")
        self.answer_json({"bytes": count, "sha256": digest.hexdigest()})

    def body(self):
        """The request's body in pieces, so that its size does not matter."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return
        left = int(self.headers.get("Content-Length", "0"))
        while left > 0 and (piece := self.rfile.read(min(left, 65536))):
            left -= len(piece)
            yield piece

    def websocket(self):
        key = self.headers.get("Sec-WebSocket-Key")
        if self.headers.get("Upgrade", "").lower() != "websocket" or not key:
            self.answer(426, "This path speaks WebSocket.\n", "text/plain", {"Upgrade": "websocket"})
            return
        # RFC 6455, section 4.2.2.
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept.decode())
        self.end_headers()
        self.close_connection = True
        self.connection.settimeout(None)
        echo(self.rfile, self.wfile)

    def answer_json(self, value):
        self.answer(200, json.dumps(value), "application/json")

    def answer(self, status, text, kind, headers=None):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        """Not every request is worth a line in the log."""


# Operation codes of WebSocket frames (RFC 6455, section 5.2).
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
LARGEST_MESSAGE = 16 * 1024 * 1024


def echo(reader, writer):
    """Sends back each message until the other side closes."""
    kind, message = TEXT, b""
    while True:
        frame = read_frame(reader)
        if frame is None:
            return
        final, code, payload = frame
        if code == CLOSE:
            write_frame(writer, CLOSE, payload[:2])
            return
        if code == PING:
            write_frame(writer, PONG, payload)
        elif code in (TEXT, BINARY, CONTINUATION):
            kind = kind if code == CONTINUATION else code
            message += payload
            if len(message) > LARGEST_MESSAGE:
                # 1009: message too big.
                write_frame(writer, CLOSE, (1009).to_bytes(2, "big"))
                return
            if final:
                write_frame(writer, kind, message)
                message = b""


def read_frame(reader):
    """(is the last of its message, operation, payload), or None when the connection ended or sends
    nonsense."""
    head = reader.read(2)
    if len(head) < 2:
        return None
    length = head[1] & 0x7F
    if length > 125:
        length = int.from_bytes(reader.read(2 if length == 126 else 8), "big")
    masked = head[1] & 0x80
    if not masked or length > LARGEST_MESSAGE:
        return None
    mask = reader.read(4)
    payload = reader.read(length)
    if len(mask) < 4 or len(payload) < length:
        return None
    # Mask and payload as two large numbers: one operation instead of one for each byte.
    repeated = (mask * (length // 4 + 1))[:length]
    plain = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(length, "big")
    return bool(head[0] & 0x80), head[0] & 0x0F, plain


def write_frame(writer, code, payload):
    length = len(payload)
    head = bytes([0x80 | code])
    if length <= 125:
        head += bytes([length])
    elif length <= 0xFFFF:
        head += bytes([126]) + length.to_bytes(2, "big")
    else:
        head += bytes([127]) + length.to_bytes(8, "big")
    writer.write(head + payload)
    writer.flush()


class Server(ThreadingHTTPServer):
    # An open connection does not keep the program from ending.
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        # A browser that goes away is no fault of ours.
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def stop(*_):
    """SIGTERM is how the box asks a service to end."""
    raise SystemExit(0)


VISITS = Visits(STORAGE / "visits.json")

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    STORAGE.mkdir(parents=True, exist_ok=True)
    server = Server(("0.0.0.0", PORT), Handler)
    log(f"the page is ready on port {PORT}")
    try:
        server.serve_forever()
    finally:
        log("the page says good night")
