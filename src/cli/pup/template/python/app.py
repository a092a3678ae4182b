"""The service of this pup: a web page with a greeting and a counter. Only Python's own library."""

import html
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Settings come as environment variables, under the names of the fields in manifest.json.
GREETING = os.environ.get("GREETING") or "Much hello!"
# The one folder that is kept; the rest of the file system is read-only.
STORAGE = Path(os.environ.get("STORAGE", "/storage"))
# The port in manifest.json under container.exposes.
PORT = int(os.environ.get("PORT", "8080"))
# Seconds between two lines that say it is well.
HEALTH_EVERY = 60

STARTED = time.monotonic()
LOCK = threading.Lock()

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}</style>
<h1>{title}</h1>
<p>Visits so far: <strong>{visits}</strong></p>
</html>
"""


def log(text):
    """Whatever is printed, the box keeps and shows as the pup's log."""
    print(text, flush=True)


def visits():
    try:
        return int((STORAGE / "visits").read_text())
    except (OSError, ValueError):
        return 0


def count():
    """Adds a visit. Written beside and renamed: after a power cut either the old or the new number
    is there."""
    with LOCK:
        number = visits() + 1
        new = STORAGE / "visits.new"
        new.write_text(str(number))
        os.replace(new, STORAGE / "visits")
        return number


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            page = PAGE.format(title=html.escape(GREETING), visits=count())
            self.answer(200, "text/html; charset=utf-8", page)
        elif self.path == "/health":
            self.answer(200, "text/plain", "ok\n")
        else:
            self.answer(404, "text/plain", "There is no such page.\n")

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, text, *values):
        log(f"{self.command} {self.path}")


def say_health():
    while True:
        time.sleep(HEALTH_EVERY)
        log(f"healthy: up {int(time.monotonic() - STARTED)} s, {visits()} visits")


def stop(*_):
    """The box ends a service with SIGTERM and waits thirty seconds before it kills it."""
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    STORAGE.mkdir(parents=True, exist_ok=True)
    threading.Thread(target=say_health, daemon=True).start()
    server = ThreadingHTTPServer(("0.0.0.0", PORT), Handler)
    server.daemon_threads = True
    log(f"healthy: the page is ready on port {PORT}")
    try:
        server.serve_forever()
    finally:
        log("good night")
