"""The status page of the store; hands its numbers to the box as metrics, and the password to pups
that the box's gateway lets through. Only Python's own library."""

import html
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STORAGE = Path(os.environ.get("STORAGE", "/storage"))
PORT = int(os.environ.get("PORT", "8080"))
LOGIN_PORT = int(os.environ.get("LOGIN_PORT", "8081"))
REDIS_PORT = int(os.environ.get("REDIS_PORT", "6379"))

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Key-value store</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 42rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }}
  dt {{ opacity: .7; }} dd {{ margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
</style>
</head>
<body>
<main>
<h1>Key-value store</h1>
<p role="status">{state}</p>
<dl>{rows}</dl>
<p>Other pups reach it over the interface <code>redis</code>, as far as you allow. The box hands them its password.</p>
</main>
</body>
</html>
"""


class NotReady(Exception):
    """Redis does not answer yet, or not any more."""


def ask(*commands):
    """Sends commands in the protocol of Redis (RESP2) and gives the answers; each is text."""
    try:
        password = (STORAGE / "redis.password").read_text()
        with socket.create_connection(("127.0.0.1", REDIS_PORT), timeout=5) as connection:
            file = connection.makefile("rb")
            answers = []
            for command in (("AUTH", password), *commands):
                parts = [part.encode() for part in command]
                request = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
                connection.sendall(request)
                answers.append(read(file))
            return answers[1:]
    except (OSError, ValueError) as error:
        raise NotReady(str(error)) from None


def read(file):
    """One answer: a line, or text of a length that is told before."""
    line = file.readline().rstrip(b"\r\n").decode()
    kind, rest = line[:1], line[1:]
    if kind == "-":
        raise ValueError(rest)
    if kind == "$":
        return file.read(int(rest) + 2)[:-2].decode() if int(rest) >= 0 else ""
    if kind in ("+", ":"):
        return rest
    raise ValueError("Redis gave an answer of another kind")


def numbers():
    """What Redis says of itself."""
    info, keys = ask(("INFO",), ("DBSIZE",))
    said = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    return {
        "version": said["redis_version"],
        "keys": int(keys),
        "memory": int(said["used_memory"]),
        "most": int(said["maxmemory"]),
        "commands": int(said["instantaneous_ops_per_sec"]),
        "clients": int(said["connected_clients"]),
        "saved": said.get("aof_enabled") == "1",
    }


def report():
    """Hands the numbers to the box every ten seconds; a box that does not take them is told of
    once."""
    address = f"http://{os.environ.get('DBX_HOST', '10.69.0.1')}:{os.environ.get('DBX_PORT', '80')}/dbx/metrics"
    told = False
    while True:
        time.sleep(10)
        try:
            now = numbers()
            body = {
                "keys": {"value": now["keys"]},
                "memory_mib": {"value": now["memory"] / 1048576},
                "commands": {"value": now["commands"]},
            }
            request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=5).close()
            told = False
        except NotReady:
            pass
        except (OSError, ValueError) as error:
            if not told:
                log(f"the box takes no metrics now: {error}")
            told = True


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "KeyValue"
    timeout = 120

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


class Login(Answers):
    """At a port of its own, which only the box's gateway reaches: it lets through whom the owner
    has granted “Data”."""

    def do_GET(self):
        if self.path.split("?")[0] != "/password":
            return self.answer(404, "There is nothing here.\n", "text/plain; charset=utf-8")
        try:
            return self.answer(200, (STORAGE / "redis.password").read_text(), "text/plain; charset=utf-8")
        except OSError:
            return self.answer(503, "The store was not started yet.\n", "text/plain; charset=utf-8")


class Handler(Answers):
    def do_GET(self):
        if self.path.split("?")[0] != "/":
            return self.answer(404, "There is nothing here.\n", "text/plain; charset=utf-8")
        try:
            now = numbers()
            state = "The store is running."
            values = {
                "Keys": f"{now['keys']:,}",
                "Memory": f"{now['memory'] / 1048576:.1f} of {now['most'] / 1048576:.0f} MiB",
                "Commands": f"{now['commands']} a second",
                "Connections": str(now["clients"]),
                "On the disk": "yes" if now["saved"] else "no, a restart forgets everything",
                "Redis": now["version"],
            }
        except NotReady as error:
            state, values = f"The store is not ready yet: {error}", {}
        rows = "".join(f"<dt>{name}</dt> <dd>{html.escape(value)}</dd>" for name, value in values.items())
        return self.answer(200, PAGE.format(state=html.escape(state), rows=rows), "text/html; charset=utf-8")

    do_HEAD = do_GET


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def log(text):
    print(text, flush=True)


def stop(*_):
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=report, daemon=True).start()
    login = Server(("0.0.0.0", LOGIN_PORT), Login)
    threading.Thread(target=login.serve_forever, daemon=True).start()
    server = Server(("0.0.0.0", PORT), Handler)
    log(f"the page is ready on port {PORT}")
    server.serve_forever()
