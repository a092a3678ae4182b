"""The page through which the files of the site come in and go: list, upload, remove. Only Python's
own library."""

import html
import json
import os
import shutil
import signal
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

STORAGE = Path(os.environ.get("STORAGE", "/storage"))
SITE = STORAGE / "site"
PORT = int(os.environ.get("UPLOAD_PORT", "8081"))
MOST_LISTED = 2000

WELCOME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>It works</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 18px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
  h1 { border-bottom: 3px solid #c9a227; padding-bottom: .4rem; }
</style>
<h1>Such site</h1>
<p>This page is served by your box. Put your own files over it on the pup's page “Files”.</p>
</html>
"""


def most_bytes():
    """Bytes of the largest file, whatever is written in the settings."""
    try:
        return min(8192, max(1, int(float(os.environ.get("MAX_UPLOAD_MIB") or 256)))) * 1024 * 1024
    except ValueError:
        return 256 * 1024 * 1024


class Refused(Exception):
    """A request that is answered with a sentence."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def place(path):
    """The file a path of the page stands for; never outside of the site, never hidden, never
    through a link."""
    parts = [part for part in path.split("/") if part]
    if not parts or len(parts) > 20:
        raise Refused(400, "Give the name of a file.")
    for part in parts:
        if part.startswith(".") or "\0" in part or "\\" in part or len(part.encode()) > 200 or not part.isprintable():
            raise Refused(400, f"“{part[:60]}” cannot be the name of a file here.")
    target = SITE.joinpath(*parts)
    for folder in [*reversed(target.parents)]:
        if folder.is_relative_to(SITE) and folder.is_symlink():
            raise Refused(400, "Links are not followed.")
    return target


def listing():
    """All files with their sizes, in order of their paths."""
    files = []
    for folder, folders, names in os.walk(SITE):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or file.is_symlink():
                continue
            files.append({"path": str(file.relative_to(SITE)), "bytes": file.stat().st_size})
            if len(files) >= MOST_LISTED:
                return files
    return files


PAGE = (Path(__file__).parent / "upload.html").read_text()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "WebSite"
    timeout = 300

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/":
            rows = "".join(f"<li>{html.escape(file['path'])}</li>" for file in listing())
            self.answer(200, PAGE.replace("<!--files-->", rows), "text/html; charset=utf-8")
        elif path == "/files.json":
            self.answer_json(200, {"files": listing(), "most": most_bytes()})
        else:
            self.answer(404, "There is nothing here.\n", "text/plain; charset=utf-8")

    do_HEAD = do_GET

    def do_PUT(self):
        self.guarded(self.upload)

    def do_DELETE(self):
        self.guarded(self.remove)

    def guarded(self, work):
        try:
            work()
        except Refused as refusal:
            self.close_connection = True
            self.answer_json(refusal.code, {"error": str(refusal)})
        except OSError as error:
            self.close_connection = True
            log(f"{self.command} failed: {error}")
            self.answer_json(507 if error.errno == 28 else 500, {"error": error.strerror or "It could not be done."})

    def target(self):
        path = urlsplit(self.path).path
        if not path.startswith("/files/"):
            raise Refused(404, "There is nothing here.")
        return place(unquote(path.removeprefix("/files/")))

    def upload(self):
        target = self.target()
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise Refused(411, "The length of the file is missing.")
        left = int(length)
        if left > most_bytes():
            raise Refused(413, "The file is larger than the settings of this pup allow.")
        if target.is_dir():
            raise Refused(409, "There is a folder of this name.")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed: the site never shows half a file.
        handle, name = tempfile.mkstemp(prefix=".upload-", dir=SITE)
        try:
            with os.fdopen(handle, "wb") as out:
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 16))
                    if not piece:
                        raise Refused(400, "The upload broke off.")
                    out.write(piece)
                    left -= len(piece)
            os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        log(f"uploaded {target.relative_to(SITE)} ({length} bytes)")
        self.answer_json(201, {"path": str(target.relative_to(SITE))})

    def remove(self):
        target = self.target()
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
        folder = target.parent
        while folder != SITE and folder.is_relative_to(SITE) and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
        log(f"removed {target.relative_to(SITE)}")
        self.answer_json(200, {})

    def answer_json(self, code, value):
        self.answer(code, json.dumps(value), "application/json")

    def answer(self, code, text, kind):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
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
    if not SITE.exists() or not any(SITE.iterdir()):
        SITE.mkdir(parents=True, exist_ok=True)
        (SITE / "index.html").write_text(WELCOME)
    # What a kill in the midst of an upload left.
    for left in SITE.glob(".upload-*"):
        left.unlink(missing_ok=True)
    server = Server(("0.0.0.0", PORT), Handler)
    log(f"files can be uploaded on port {PORT}")
    server.serve_forever()
