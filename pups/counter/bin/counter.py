"""A page that counts its visits in Redis, at whichever pup provides it. Only Python's own
library."""

import datetime
import html
import http.client
import json
import os
import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "8080"))
GATEWAY = (os.environ.get("DBX_HOST", "10.69.0.1"), int(os.environ.get("DBX_PORT", "80")))
# Set by the box where a provider was chosen.
STORE = os.environ.get("DBX_IFACE_REDIS_HOST", "")
STORE_PORT = int(os.environ.get("DBX_IFACE_REDIS_PORT", "6379"))
SECONDS = 5
DAYS = 7

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>Counter</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --line: #e2dccb; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --line: #34383f; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 42rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  .visits {{ font-size: 3rem; font-variant-numeric: tabular-nums; margin: 1rem 0 0; line-height: 1.2; }}
  table {{ border-collapse: collapse; margin-top: 2rem; }} th {{ text-align: left; font-weight: 400; }}
  th, td {{ border-top: 1px solid var(--line); padding: .3rem 2rem .3rem 0; font-variant-numeric: tabular-nums; }}
  td {{ text-align: right; padding-right: 0; }}
</style>
</head>
<body>
<main>
<h1>Counter</h1>
{content}
</main>
</body>
</html>
"""


class Missing(Exception):
    """The store cannot be asked: a headline, what to do, and what the box said."""

    def __init__(self, headline, advice, said="", passing=False):
        super().__init__(headline)
        self.headline = headline
        self.advice = advice
        self.said = said
        self.passing = passing


CHOOSE = "Open this pup's page in the box and choose who provides redis, Key-value store."
ALLOW = "Allow “Data” in the box, on the page Connections or on this pup's page."
WAIT = "It may be stopped, or still starting. This page tries again by itself."


def password():
    """The store's, which the gateway lets through to whoever was granted it. Raises Missing."""
    connection = http.client.HTTPConnection(*GATEWAY, timeout=SECONDS)
    try:
        connection.request("GET", "/redis/password")
        answer = connection.getresponse()
        text = answer.read(65536).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        raise Missing("The box does not answer.", "Its gateway may just be starting.", passing=True) from None
    finally:
        connection.close()
    if answer.status == 200 and text and not any(letter.isspace() for letter in text):
        return text
    said = sentence(text)
    if answer.status == 403 and STORE:
        raise Missing("This counter was not given the permission “Data”.", ALLOW, said)
    if answer.status in (403, 404):
        raise Missing("No store was chosen yet.", CHOOSE, said)
    raise Missing("The store does not answer.", WAIT, said, passing=True)


def sentence(text):
    """The gateway's own words, of an answer as in RFC 9457."""
    try:
        said = json.loads(text)
        return " ".join(said[name] for name in ("title", "detail", "hint") if isinstance(said.get(name), str))[:600]
    except (ValueError, AttributeError, RecursionError):
        return ""


def ask(*commands):
    """Sends commands in the protocol of Redis (RESP2) and gives the answers. Raises Missing."""
    secret = password()
    if not STORE:
        raise Missing("No store was chosen when this pup was started.", "Start it again on its page in the box.")
    try:
        with socket.create_connection((STORE, STORE_PORT), timeout=SECONDS) as connection:
            file = connection.makefile("rb")
            for command in (("AUTH", secret), *commands):
                parts = [part.encode() for part in command]
                connection.sendall(
                    b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
                )
            return [read(file) for _ in range(len(commands) + 1)][1:]
    except (OSError, ValueError) as error:
        raise Missing("The store does not answer.", WAIT, str(error), passing=True) from None


def read(file, depth=0):
    """One answer: a line, text of a length that is told before, or a list of answers."""
    line = file.readline(1024).rstrip(b"\r\n").decode()
    kind, rest = line[:1], line[1:]
    if kind == "-":
        raise ValueError(rest)
    if kind == "$":
        length = int(rest)
        if length > 1024:
            raise ValueError("Redis gave a value that is not a count")
        return file.read(length + 2)[:-2].decode() if length >= 0 else "0"
    if kind == "*" and depth == 0:
        return [read(file, 1) for _ in range(min(int(rest), 100))]
    if kind in ("+", ":"):
        return rest
    raise ValueError("Redis closed the connection" if not line else "Redis gave an answer of another kind")


def days():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return [(today - datetime.timedelta(days=back)).isoformat() for back in range(DAYS)]


def visit(count):
    """Counts a visit, where this is one, and gives all visits, and those by day. Raises Missing."""
    names = days()
    commands = [("INCR", "counter:visits"), ("INCR", f"counter:day:{names[0]}")] if count else []
    commands.append(("MGET", "counter:visits", *(f"counter:day:{name}" for name in names)))
    total, *by_day = (int(one) for one in ask(*commands)[-1])
    return total, list(zip(names, by_day))


def page(count):
    """Status and text."""
    try:
        total, by_day = visit(count)
    except Missing as why:
        said = f"<p>The box says: {html.escape(why.said)}</p>" if why.said else ""
        content = f'<div role="status"><h2>{html.escape(why.headline)}</h2><p>{html.escape(why.advice)}</p>{said}</div>'
        refresh = '<meta http-equiv="refresh" content="5">\n' if why.passing else ""
        return 503, PAGE.format(refresh=refresh, content=content)
    rows = "".join(f'<tr><th scope="row">{name}</th><td>{seen:,}</td></tr>' for name, seen in by_day)
    visits = f'<p class="visits" id="visits">{total:,}</p><p>visit{"" if total == 1 else "s"} of this page</p>'
    return 200, PAGE.format(refresh="", content=f"{visits}<table>{rows}</table>")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Counter"
    timeout = 120

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/healthz":
            return self.answer(200, "ok\n", "text/plain; charset=utf-8")
        if path != "/":
            return self.answer(404, "There is nothing here.\n", "text/plain; charset=utf-8")
        status, text = page(self.command == "GET")
        return self.answer(status, text, "text/html; charset=utf-8")

    do_HEAD = do_GET

    def answer(self, code, text, kind):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
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
