"""The status page of the node, and its metrics for the box. Only Python's own library."""

import html
import json
import os
import signal
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import rpc  # noqa: E402

PORT = int(os.environ.get("PORT", "8080"))
INTERVAL = 10

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dogecoin Core</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --line: #e2dccb; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --line: #34383f; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 42rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  progress {{ width: 100%; height: .8rem; accent-color: var(--gold); }}
  dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }}
  dt {{ opacity: .7; }} dd {{ margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
</style>
</head>
<body>
<main>
<h1>Dogecoin Core</h1>
<p role="status" id="state">{state}</p>
<progress id="progress" max="1" value="{progress}" aria-label="Synchronisation"></progress>
<dl>{rows}</dl>
</main>
<script>
  // Only the numbers are fetched anew; without JavaScript a reload does.
  setInterval(async () => {{
    try {{
      const status = await (await fetch('status.json')).json();
      document.getElementById('state').textContent = status.state;
      document.getElementById('progress').value = status.progress;
      for (const [name, value] of Object.entries(status.values)) {{
        const cell = document.querySelector(`dd[data-name="${{name}}"]`);
        if (cell && cell.textContent !== value) cell.textContent = value;
      }}
    }} catch {{
      document.getElementById('state').textContent = 'The page does not answer; it is tried again.';
    }}
  }}, 5000);
</script>
</body>
</html>
"""

NAMES = ["Network", "Blocks", "Headers", "Newest", "Size on disk", "Difficulty", "Connections", "Mempool", "Version"]


def size(count):
    """Bytes for people."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.2f} TiB"


def folder_bytes(folder):
    """Nodes of this age do not tell the size of the chain: their files do."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(path, name)).st_size
            except OSError:
                pass  # removed meanwhile
    return total


class Size:
    """Walking a large folder is dear: at most once in five minutes."""

    def __init__(self):
        self.at = 0.0
        self.bytes = 0

    def now(self):
        if time.monotonic() - self.at > 300 or self.at == 0.0:
            self.bytes = folder_bytes(rpc.STORAGE / "node")
            self.at = time.monotonic()
        return self.bytes


SIZE = Size()


def still_loading(chain):
    """Newer nodes tell it; for older ones it is what they lack to their headers."""
    if "initialblockdownload" in chain:
        return bool(chain["initialblockdownload"])
    return chain["blocks"] < chain["headers"] or chain["verificationprogress"] < 0.9999


def metrics():
    """The same names and types as the pup of the Dogebox project has. Raises NotReady or
    RpcError."""
    chain = rpc.call("getblockchaininfo")
    return {
        "chain": chain["chain"],
        "blocks": chain["blocks"],
        "headers": chain["headers"],
        "difficulty": float(chain["difficulty"]),
        "verification_progress": f"{chain['verificationprogress'] * 100:.2f}%",
        "initial_block_download": "true" if still_loading(chain) else "false",
        "chain_size_human": size(chain.get("size_on_disk") or SIZE.now()),
    }


def status():
    """What the page shows: a sentence, 0 to 1, and texts by name."""
    try:
        chain = rpc.call("getblockchaininfo")
        network = rpc.call("getnetworkinfo")
        mempool = rpc.call("getmempoolinfo")
    except (rpc.NotReady, rpc.RpcError) as error:
        return f"The node is not ready yet: {error}", 0.0, {}
    progress = min(1.0, max(0.0, float(chain["verificationprogress"])))
    if chain["chain"] == "regtest":
        progress, state = 1.0, "The node is running on a chain of its own."
    elif still_loading(chain):
        state = f"The node is loading the chain: {progress * 100:.2f} % done."
    else:
        state = "The node is up to date."
    return (
        state,
        progress,
        {
            "Network": {"main": "mainnet", "test": "testnet"}.get(chain["chain"], chain["chain"]),
            "Blocks": f"{chain['blocks']:,}",
            "Headers": f"{chain['headers']:,}",
            "Newest": chain["bestblockhash"],
            "Size on disk": size(chain.get("size_on_disk") or SIZE.now()) + (", pruned" if chain.get("pruned") else ""),
            "Difficulty": f"{float(chain['difficulty']):,.4f}",
            "Connections": str(network["connections"]),
            "Mempool": f"{mempool['size']} transactions, {size(mempool['bytes'])}",
            "Version": network["subversion"].strip("/"),
        },
    )


def report():
    """Hands the metrics to the box; a box that does not take them is told of once."""
    address = f"http://{os.environ.get('DBX_HOST', '10.69.0.1')}:{os.environ.get('DBX_PORT', '80')}/dbx/metrics"
    told = False
    while True:
        try:
            body = json.dumps({name: {"value": value} for name, value in metrics().items()}).encode()
            request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=5).close()
            told = False
        except (rpc.NotReady, rpc.RpcError):
            pass  # the node's own log says why
        except (OSError, ValueError) as error:
            if not told:
                log(f"the box takes no metrics now: {error}")
            told = True
        time.sleep(INTERVAL)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DogecoinCore"
    timeout = 120

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/":
            state, progress, values = status()
            rows = "".join(
                f'<dt>{name}</dt> <dd data-name="{name}">{html.escape(values.get(name, "–"))}</dd>' for name in NAMES
            )
            page = PAGE.format(state=html.escape(state), progress=progress, rows=rows)
            self.answer(200, page, "text/html; charset=utf-8")
        elif path == "/status.json":
            state, progress, values = status()
            self.answer(200, json.dumps({"state": state, "progress": progress, "values": values}), "application/json")
        elif path == "/metrics.json":
            try:
                self.answer(200, json.dumps(metrics()), "application/json")
            except (rpc.NotReady, rpc.RpcError) as error:
                self.answer(503, json.dumps({"error": str(error)}), "application/json")
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
