"""HTML that is escaped by construction: only what this file makes is markup, all else is text."""

import html


class Markup(str):
    """Text that is HTML already."""


VOID = {"input", "meta", "link"}


def render(child):
    if child is None:
        return ""
    if isinstance(child, Markup):
        return str(child)
    if isinstance(child, (list, tuple)):
        return "".join(map(render, child))
    return html.escape(str(child))


def el(name, /, *children, **attributes):
    """An element. `class_` and `for_` stand for names that Python keeps; None leaves one out."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{render(children)}</{name}>")


def join(children):
    return Markup(render(list(children)))
