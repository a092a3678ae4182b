"""Shows what reaches a pup of each kind of setting, and posts one metric of each type. Only
Python's own library."""

import html
import json
import math
import os
import signal
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = int(os.environ.get("PORT", "8080"))
STARTED = time.monotonic()
# The box mounts the pup's own folder at /pup; the manifest names the fields.
MANIFEST = json.loads((Path(__file__).parent / "manifest.json").read_text())
MOODS = ["much calm", "such wow", "very busy"]

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Every field</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --line: #e2dccb; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --line: #34383f; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 46rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  table {{ width: 100%; border-collapse: collapse; }} th {{ text-align: left; }}
  th, td {{ border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; overflow-wrap: anywhere; vertical-align: top; }}
  pre {{ margin: 0; white-space: pre-wrap; font: inherit; }}
</style>
</head>
<body>
<main>
<h1>Every field</h1>
<p>What this pup was given. Change it under “Settings” on its page of the box.</p>
<table>
<thead><tr><th scope="col">Type</th><th scope="col">Variable</th><th scope="col">Value</th></tr></thead>
<tbody>{rows}</tbody>
</table>
<h2>Metrics</h2>
<table><tbody>{metrics}</tbody></table>
</main>
</body>
</html>
"""


def fields():
    """Type, variable and value of each field; null where nothing is set. A password is never
    shown."""
    for section in MANIFEST["config"]["sections"]:
        for field in section["fields"]:
            value = os.environ.get(field["name"])
            if field["type"] == "password" and value:
                value = "(set)"
            yield {"type": field["type"], "name": field["name"], "value": value}


def metrics():
    """One value of each type."""
    age = time.monotonic() - STARTED
    return {"mood": MOODS[int(age / 20) % len(MOODS)], "beats": int(age), "wave": round(math.sin(age / 10), 4)}


def report():
    """Hands the metrics to the box every five seconds; a box that does not take them is told of
    once."""
    address = f"http://{os.environ.get('DBX_HOST', '10.69.0.1')}:{os.environ.get('DBX_PORT', '80')}/dbx/metrics"
    told = False
    while True:
        body = json.dumps({name: {"value": value} for name, value in metrics().items()}).encode()
        try:
            request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=5).close()
            told = False
        except OSError as error:
            if not told:
                log(f"the box takes no metrics now: {error}")
            told = True
        time.sleep(5)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "EveryField"
    timeout = 120

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/":
            rows = "".join(
                f"<tr><td>{field['type']}</td><td><code>{field['name']}</code></td>"
                f"<td><pre>{html.escape(field['value']) if field['value'] is not None else '<i>not set</i>'}</pre></td></tr>"
                for field in fields()
            )
            values = "".join(
                f'<tr><th scope="row">{name}</th><td>{html.escape(str(value))}</td></tr>' for name, value in metrics().items()
            )
            self.answer(200, PAGE.format(rows=rows, metrics=values), "text/html; charset=utf-8")
        elif path == "/fields.json":
            self.answer(200, json.dumps({"fields": list(fields()), "metrics": metrics()}), "application/json")
        else:
            self.answer(404, "There is nothing here.\n", "text/plain; charset=utf-8")

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


def log(text):
    print(text, flush=True)


def stop(*_):
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=report, daemon=True).start()
    server = Server(("0.0.0.0", PORT), Handler)
    log(f"the page is ready on port {PORT}")
    server.serve_forever()
