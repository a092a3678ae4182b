"""The pages, made of what the node says. All of that is text to `markup`, whatever it holds."""

import time
from urllib.parse import quote, urlencode

import chain
import node
from markup import Markup, el, join

TX_PER_PAGE = 50


def page(title, *content, at=None, asked="", refresh=None):
    """A whole page."""
    links = [("/", "Blocks"), ("/mempool", "Mempool")]
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="refresh", content=refresh) if refresh else None,
        el("title", f"{title} · Block explorer"),
        el("link", rel="stylesheet", href="/style.css"),
    )
    header = el(
        "header",
        el(
            "nav",
            el("a", "Block explorer", href="/", class_="name"),
            [el("a", text, href=href, aria_current="page" if at == href else None) for href, text in links],
            aria_label="Pages",
        ),
        el(
            "form",
            el(
                "input",
                name="q",
                type="search",
                value=asked,
                maxlength=100,
                placeholder="Height, hash or address",
                aria_label="Height of a block, hash of a block or transaction, or address",
                autocapitalize="none",
                autocomplete="off",
                spellcheck="false",
            ),
            el("button", "Search"),
            action="/search",
            role="search",
        ),
    )
    body = el("body", header, el("main", *content), el("footer", "Read from your own node. Nothing leaves the box."))
    return Markup("<!doctype html>\n") + el("html", head, body, lang="en")


def notice(headline, *sentences, role="status"):
    return el("div", el("h1", headline), [el("p", one) for one in sentences if one], class_="notice", role=role)


def missing(why):
    """What is shown where the node cannot be asked."""
    said = f"The box says: {why.said}" if why.said else ""
    return page(why.headline, notice(why.headline, why.advice, said), refresh=5 if why.passing else None)


def not_found(headline, advice, asked=""):
    return page(headline, notice(headline, advice), asked=asked)


def facts(pairs):
    """Names and values; those without a value are left out."""
    return el("dl", [(el("dt", name), el("dd", value)) for name, value in pairs if value is not None])


def table(columns, rows):
    """Columns are a heading and a class, or None."""
    head = el("tr", [el("th", name, scope="col", class_=kind) for name, kind in columns])
    body = [el("tr", [el("td", cell, class_=kind) for cell, (_, kind) in zip(row, columns)]) for row in rows]
    return el("table", el("thead", head), el("tbody", body))


def when(seconds, short=False):
    """A time of the node, and how long ago that was; in short the latter alone."""
    try:
        at = time.gmtime(int(seconds))
        text = time.strftime("%Y-%m-%d %H:%M:%S UTC", at)
        since = ago(time.time() - int(seconds))
        machine = time.strftime("%Y-%m-%dT%H:%M:%SZ", at)
        if short:
            return el("time", since, datetime=machine, title=text)
        return el("time", f"{text} ({since})", datetime=machine)
    except (TypeError, ValueError, OverflowError, OSError):
        return str(seconds)


def ago(seconds):
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count = int(seconds // size)
        if count >= 1:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def size(count):
    """Bytes for people."""
    value = float(count)
    if value < 1024:
        return f"{value:.0f} B"
    return f"{value / 1024:.1f} KiB" if value < 1048576 else f"{value / 1048576:.1f} MiB"


def amount(value):
    """Coins, with all that the node tells and no zero more than two."""
    text = f"{value:.8f}"
    return text[:-6] + text[-6:].rstrip("0")


def block_link(block_hash, text=None):
    return el("a", text or block_hash, href=f"/block/{quote(str(block_hash), safe='')}", class_=None if text else "id")


def tx_link(txid, in_block=None, text=None):
    """`in_block`: nodes without an index of all transactions need to be told where it is."""
    query = f"?{urlencode({'block': in_block})}" if in_block else ""
    return el("a", text or txid, href=f"/tx/{quote(str(txid), safe='')}{query}", class_="id")


def address_links(output):
    names = chain.addresses(output)
    if not names:
        return el("span", output.get("scriptPubKey", {}).get("type", "no address"), class_="soft")
    return join(
        [(", " if n else None, el("a", one, href=f"/address/{quote(str(one), safe='')}", class_="id")) for n, one in enumerate(names)]
    )


def home(before):
    """The newest blocks, or those from height `before` on downwards."""
    info = chain.status()
    top = int(info["blocks"])
    start = top if before is None else max(0, min(before, top))
    blocks = chain.blocks_from(start)
    waiting = chain.mempool_count()
    loading = int(info["headers"]) > top
    rows = [
        (
            block_link(one["hash"], f"{one['height']:,}"),
            when(one["time"], short=True),
            el("span", f"{str(one['hash'])[:20]}…", class_="id"),
            size(one["size"]),
            f"{len(one['tx']):,}",
        )
        for one in blocks
    ]
    newer = el("a", "Newer blocks", href=f"/?before={start + chain.PER_PAGE}") if start < top else None
    older = el("a", "Older blocks", href=f"/?before={start - chain.PER_PAGE}") if start >= chain.PER_PAGE else None
    return page(
        "Blocks",
        el("h1", "Newest blocks" if start == top else f"Blocks up to {start:,}"),
        el("p", f"The node is still loading the chain: block {top:,} of {int(info['headers']):,}.", role="status")
        if loading
        else None,
        facts(
            [
                ("Network", str(info["chain"])),
                ("Height", f"{top:,}"),
                ("Difficulty", f"{float(info['difficulty']):,.4f}"),
                ("Waiting", el("a", f"{waiting:,} transactions", href="/mempool") if waiting is not None else None),
            ]
        ),
        el("h2", "Blocks"),
        table(
            [
                ("Height", "fixed"),
                ("Found", None),
                ("Hash", "wide"),
                ("Size", "number wide"),
                ("Transactions", "number"),
            ],
            rows,
        ),
        el("nav", newer, older, class_="pages", aria_label="More blocks"),
        at="/",
    )


def block(found, first):
    """A block, and its transactions from number `first` on."""
    ids = found["tx"]
    first = max(0, min(first, len(ids) - 1))
    shown = ids[first : first + TX_PER_PAGE]
    back, on = first - TX_PER_PAGE, first + TX_PER_PAGE
    here = f"/block/{found['hash']}"
    before, after = found.get("previousblockhash"), found.get("nextblockhash")
    return page(
        f"Block {found['height']:,}",
        el("h1", f"Block {found['height']:,}"),
        el(
            "nav",
            block_link(before, "Block before") if before else None,
            block_link(after, "Next block") if after else None,
            class_="pages",
            aria_label="Blocks beside this one",
        ),
        facts(
            [
                ("Hash", el("span", found["hash"], class_="id")),
                ("Time", when(found["time"])),
                ("Confirmations", confirmations(found["confirmations"])),
                ("Size", size(found["size"])),
                ("Difficulty", f"{float(found['difficulty']):,.4f}"),
                ("Merkle root", el("span", found["merkleroot"], class_="id")),
                ("Transactions", f"{len(ids):,}"),
            ]
        ),
        el("h2", "Transactions"),
        el("ul", [el("li", tx_link(txid, found["hash"])) for txid in shown], class_="tx"),
        el(
            "nav",
            el("a", "Those before", href=f"{here}?from={max(0, back)}") if first > 0 else None,
            el("a", "More", href=f"{here}?from={on}") if on < len(ids) else None,
            class_="pages",
            aria_label="More transactions",
        ),
    )


def confirmations(count):
    if int(count) < 0:
        return "none: the chain went on without this block"
    return f"{int(count):,}"


def transaction(found, spent):
    """A transaction. `spent`: the outputs that it spends, as far as they are known."""
    inputs, outputs = found["vin"], found["vout"]
    minted = any("coinbase" in one for one in inputs)
    total = sum(one["value"] for one in outputs)
    known = [spent.get((one.get("txid"), one.get("vout"))) for one in inputs]
    fee = sum(one["value"] for one in known) - total if not minted and all(known) else None
    in_block = found.get("blockhash")
    in_rows = [
        (tx_link(one["txid"], text=f"{one['txid'][:12]}… : {one['vout']}"), address_links(output), amount(output["value"]))
        if output
        else (tx_link(one["txid"], text=f"{one['txid'][:12]}… : {one['vout']}"), el("span", "not told by this node", class_="soft"), "")
        for one, output in zip(inputs, known)
        if "txid" in one
    ]
    out_rows = [(str(one["n"]), address_links(one), amount(one["value"])) for one in outputs]
    return page(
        "Transaction",
        el("h1", "Transaction"),
        facts(
            [
                ("Id", el("span", found["txid"], class_="id")),
                ("In block", block_link(in_block) if in_block else "none yet: it waits in the mempool"),
                ("Confirmations", confirmations(found.get("confirmations", 0)) if in_block else None),
                ("Time", when(found["blocktime"]) if found.get("blocktime") else None),
                ("Size", size(found["size"]) if "size" in found else None),
                ("Sent in all", f"{amount(total)} coins"),
                ("Fee", f"{amount(fee)} coins" if fee is not None else None),
            ]
        ),
        el("h2", "From"),
        el("p", "New coins, for whoever found the block.")
        if minted
        else table([("Output", None), ("Address", None), ("Coins", "number")], in_rows),
        el("h2", "To"),
        table([("Number", None), ("Address", None), ("Coins", "number")], out_rows),
    )


def address(text, found):
    """An address. `found`: what it can spend; None where the node cannot look that up."""
    if found is None:
        return page(
            "Address",
            el("h1", "Address"),
            el("p", text, class_="id"),
            notice(
                "This node cannot look up addresses.",
                "Dogecoin Core keeps no list of what belongs to an address. The address itself is valid.",
            ),
            asked=text,
        )
    rows = [(tx_link(one["txid"]), f"{one['height']:,}", amount(one["amount"])) for one in found["unspents"][:200]]
    return page(
        "Address",
        el("h1", "Address"),
        el("p", text, class_="id"),
        facts([("Can spend", f"{amount(found['total_amount'])} coins"), ("Outputs", f"{len(found['unspents']):,}")]),
        el("p", "What it has spent already is not shown: the node keeps no list of it.", class_="soft"),
        el("h2", "Outputs that are not spent"),
        table([("Transaction", None), ("Block", "number"), ("Coins", "number")], rows),
    )


def mempool(info, entries):
    rows = [(tx_link(txid), when(one["time"], short=True), size(one.get("vsize") or one["size"])) for txid, one in entries]
    return page(
        "Mempool",
        el("h1", "Mempool"),
        el("p", "Transactions that the node knows and that wait for a block.", class_="sub"),
        facts([("Transactions", f"{int(info['size']):,}"), ("Size", size(info["bytes"]))]),
        el("h2", "Some of them, newest first"),
        table([("Transaction", None), ("Seen", "fixed"), ("Size", "number")], rows)
        if rows
        else el("p", "Nothing waits now."),
        at="/mempool",
    )
