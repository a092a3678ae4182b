"""What the pages show, fetched with what old and new nodes have in common (Dogecoin Core 1.14,
Litecoin Core 0.21). All raise node.Missing; what is not there is None or node.RpcError."""

import re

import node
import rawblock

PER_PAGE = 15
HASH = re.compile(r"[0-9a-f]{64}")
# Inputs whose origin is looked up for one page.
MOST_INPUTS = 25


def status():
    return node.call("chain", "getblockchaininfo")


def blocks_from(height):
    """The block at this height and those before it, newest first."""
    heights = range(height, max(-1, height - PER_PAGE), -1)
    hashes = node.batch("chain", [("getblockhash", one) for one in heights])
    found = [one for one in hashes if isinstance(one, str)]
    # `true`: older nodes know no other way to say it.
    blocks = node.batch("chain", [("getblock", one, True) for one in found])
    return [one for one in blocks if not isinstance(one, node.RpcError)]


def block_hash(height):
    """None where the chain is not that long."""
    try:
        return node.call("chain", "getblockhash", height)
    except node.RpcError:
        return None


def block(block_hash):
    """None where the node does not know it."""
    try:
        return node.call("chain", "getblock", block_hash, True)
    except node.RpcError as error:
        if error.code in (node.NOT_FOUND, node.BAD_PARAMETER):
            return None
        # -1: its data were thrown away (pruned).
        raise


def transaction(txid, in_block=None):
    """A transaction. Without `in_block` an older node, or one without an index, finds only what
    waits for a block. Raises RpcError."""
    ways = [(txid, True, in_block), (txid, True)] if in_block else [(txid, True)]
    failed = None
    for way in ways:
        try:
            return node.call("chain", "getrawtransaction", *way)
        except node.RpcError as error:
            failed = error
    if in_block:
        found = block(in_block)
        if found and txid in found["tx"]:
            return cut_out(txid, found)
    raise failed


def cut_out(txid, found):
    """A transaction taken out of its whole block."""
    try:
        cut = rawblock.transaction(node.call("chain", "getblock", found["hash"], False), found["tx"].index(txid))
    except ValueError as error:
        raise node.RpcError(node.NOT_FOUND, str(error)) from None
    decoded = node.call("chain", "decoderawtransaction", cut)
    same = {"blockhash": found["hash"], "confirmations": found["confirmations"], "blocktime": found["time"]}
    return {**decoded, "txid": txid, **same}


def origins(inputs):
    """Outputs that inputs spend, by (txid, number), as far as the node still tells."""
    asked = list({one["txid"] for one in inputs if "txid" in one})[:MOST_INPUTS]
    found = node.batch("chain", [("getrawtransaction", txid, True) for txid in asked])
    return {
        (txid, output["n"]): output
        for txid, one in zip(asked, found)
        if not isinstance(one, node.RpcError)
        for output in one["vout"]
    }


def addresses(output):
    """Who can spend an output; newer nodes tell one, older ones a list."""
    script = output.get("scriptPubKey", {})
    return script.get("addresses") or ([script["address"]] if "address" in script else [])


def is_address(text):
    return bool(node.call("chain", "validateaddress", text).get("isvalid"))


def unspent(address):
    """What an address can spend now; None where the node cannot look that up."""
    try:
        found = node.call("chain", "scantxoutset", "start", [f"addr({address})"])
    except node.RpcError:
        return None
    return found if found and found.get("success") else None


def mempool(most=50):
    """What the node says of what waits, and the newest of it with their ids, newest first."""
    info = node.call("mempool", "getmempoolinfo")
    waiting = node.call("mempool", "getrawmempool", False)[:500]
    entries = node.batch("mempool", [("getmempoolentry", txid) for txid in waiting[:100]])
    pairs = [(txid, one) for txid, one in zip(waiting, entries) if not isinstance(one, node.RpcError)]
    return info, sorted(pairs, key=lambda pair: pair[1]["time"], reverse=True)[:most]


def mempool_count():
    """None where this explorer may not see it."""
    try:
        return node.call("mempool", "getmempoolinfo")["size"]
    except (node.Missing, node.RpcError):
        return None


def find(text):
    """Where a search leads; None where nowhere."""
    asked = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return f"/block/{asked}" if block_hash(int(asked)) else None
    if HASH.fullmatch(asked.lower()):
        # Its body may be thrown away, its header never is.
        header = node.batch("chain", [("getblockheader", asked.lower())])[0]
        return f"/{'tx' if isinstance(header, node.RpcError) else 'block'}/{asked.lower()}"
    if re.fullmatch(r"[0-9A-Za-z]{14,100}", asked) and is_address(asked):
        return f"/address/{asked}"
    return None
