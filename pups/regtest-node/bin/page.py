"""The status page of the node."""

import html
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import rpc  # noqa: E402

PORT = int(os.environ.get("PORT", "8080"))

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Regtest node</title>
<style>
  :root {{ color-scheme: light dark; --ink: #1f2a37; --ground: #faf8f3; --line: #e2dccb; --gold: #b8911a; }}
  @media (prefers-color-scheme: dark) {{ :root {{ --ink: #ece7da; --ground: #16181c; --line: #34383f; --gold: #d9b44a; }} }}
  body {{ font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; padding: 2rem 1rem; }}
  main {{ max-width: 42rem; margin: auto; }}
  h1 {{ font-size: 1.9rem; border-bottom: 3px solid var(--gold); padding-bottom: .6rem; }}
  dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; }}
  dt {{ opacity: .7; }} dd {{ margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
</style>
</head>
<body>
<main>
<h1>Regtest node</h1>
<p role="status" id="state">{state}</p>
<dl>{rows}</dl>
</main>
<script>
  // Only the numbers are fetched anew; without JavaScript a reload does.
  setInterval(async () => {{
    try {{
      const status = await (await fetch('status.json')).json();
      document.getElementById('state').textContent = status.state;
      for (const [name, value] of Object.entries(status.values)) {{
        const cell = document.querySelector(`dd[data-name="${{name}}"]`);
        if (cell && cell.textContent !== value) cell.textContent = value;
      }}
    }} catch {{
      document.getElementById('state').textContent = 'The page does not answer; it is tried again.';
    }}
  }}, 3000);
</script>
</body>
</html>
"""

NAMES = ["Height", "Newest", "Chain", "Mempool", "Balance", "Immature", "Version"]


def status():
    """What the node says of itself, as text; empty values while it is not ready."""
    try:
        chain = rpc.call("getblockchaininfo")
        mempool = rpc.call("getmempoolinfo")
        network = rpc.call("getnetworkinfo")
        values = {
            "Height": str(chain["blocks"]),
            "Newest": chain["bestblockhash"],
            "Chain": chain["chain"],
            "Mempool": f"{mempool['size']} transactions, {mempool['bytes']} bytes",
            "Version": network["subversion"].strip("/"),
        }
        try:
            balances = rpc.call("getbalances", wallet=True)["mine"]
        except rpc.RpcError:
            # The miner has not opened it yet, or never does because it is switched off.
            rpc.open_wallet()
            balances = rpc.call("getbalances", wallet=True)["mine"]
        values["Balance"] = f"{balances['trusted']:.8f}"
        values["Immature"] = f"{balances['immature']:.8f} (can be spent after 100 blocks)"
        return "The node is running.", values
    except (rpc.NotReady, rpc.RpcError) as error:
        return f"The node is not ready yet: {error}", {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "RegtestNode"
    timeout = 120

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/":
            state, values = status()
            rows = "".join(
                f'<dt>{name}</dt> <dd data-name="{name}">{html.escape(values.get(name, "–"))}</dd>' for name in NAMES
            )
            self.answer(200, PAGE.format(state=html.escape(state), rows=rows), "text/html; charset=utf-8")
        elif path == "/status.json":
            state, values = status()
            self.answer(200, json.dumps({"state": state, "values": values}), "application/json")
        else:
            self.answer(404, "There is nothing here.\n", "text/plain")

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
