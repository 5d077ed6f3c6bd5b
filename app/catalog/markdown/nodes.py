"""Block tokens joined to a tree, in which a `:::` box is a block like any other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

Warn = Callable[..., None]
_DEEPEST_DIVS = 20


@dataclass
class Node:
    """A block: its kind (markdown-it's token type without _open), lines from 0, and what it holds.

    `content` is the raw text of a leaf, `info` the words after its opening marks, `attributes` the
    text of a `{: …}` line that follows it.
    """

    kind: str
    start: int
    end: int
    content: str = ""
    info: str = ""
    tag: str = ""
    markup: str = ""
    hidden: bool = False
    label: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    attributes: str = ""
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This block and all that it holds, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def nest(tokens: Iterable[Token], warn: Warn) -> list[Node]:
    """Join opening and closing tokens. `warn(line, id, **values)` takes lines from 0."""
    return _Nesting(warn).run(tokens)


class _Nesting:
    def __init__(self, warn: Warn) -> None:
        self.warn = warn
        self.stack = [Node("document", 0, 0)]

    def run(self, tokens: Iterable[Token]) -> list[Node]:
        line = 0
        for token in tokens:
            line = token.map[0] if token.map else line
            if token.nesting == 1:
                self.open(_node(token, token.type.removesuffix("_open"), line))
            elif token.nesting == -1:
                self.close_boxes()
                self.stack.pop()
            elif token.type == "div_open":
                self.open_div(_node(token, "div", line))
            elif token.type == "div_close":
                self.close_div(line)
            elif token.type == "jsx":
                self.jsx(_node(token, "jsx", line))
            elif token.type == "attributes":
                self.attributes(token)
            else:
                if token.type == "too_deep":
                    self.warn(line, "too-deep")
                self.top.children.append(_node(token, token.type, line))
        self.close_boxes()
        return self.stack[0].children

    @property
    def top(self) -> Node:
        return self.stack[-1]

    def open(self, node: Node) -> None:
        self.top.children.append(node)
        self.stack.append(node)

    def open_div(self, node: Node) -> None:
        if sum(open_node.kind in ("div", "component") for open_node in self.stack) > _DEEPEST_DIVS:
            self.warn(node.start, "too-deep")
            self.top.children.append(Node("inline", node.start, node.end, content=node.info))
        else:
            self.open(node)

    def close_div(self, line: int) -> None:
        if self.top.kind == "component":
            self.leave_component()
        if self.top.kind == "div":
            self.top.end = line + 1
            self.stack.pop()
        else:
            self.warn(line, "stray-div-end")

    def close_boxes(self) -> None:
        while self.top.kind in ("div", "component"):
            box = self.stack.pop()
            if box.kind == "div":
                self.warn(box.start, "unclosed-div", name=box.info)
            box.end = max(box.end, box.children[-1].end if box.children else box.start + 1)

    def leave_component(self) -> None:
        while self.top.kind == "component":
            self.stack.pop()

    def jsx(self, node: Node) -> None:
        """<Name …/> stands alone; <Name> … </Name> is a box; an end without a start is nothing."""
        name = node.content.strip("</>").split()[0].rstrip("/>") if node.content else ""
        node.label = name
        if node.content.startswith("</"):
            open_boxes = []
            for box in reversed(self.stack):
                if box.kind not in ("div", "component"):
                    break
                open_boxes.append(box)
                if box.label == name and box.kind == "component":
                    for one in open_boxes:
                        one.end = node.end
                        self.stack.pop()
                        if one.kind == "div":
                            self.warn(one.start, "unclosed-div", name=one.info)
                    return
        elif node.content.endswith("/>"):
            self.top.children.append(node)
        else:
            node.kind = "component"
            self.open_div(node)

    def attributes(self, token: Token) -> None:
        if self.top.children:
            self.top.children[-1].attributes += " " + token.info


def _node(token: Token, kind: str, line: int) -> Node:
    start, end = token.map or (line, line + 1)
    return Node(
        kind,
        start,
        max(end, start + 1),
        content=token.content,
        info=token.info,
        tag=token.tag,
        markup=token.markup,
        hidden=token.hidden,
        label=str(token.meta.get("label", "")),
        attrs={name: str(value) for name, value in token.attrs.items()},
    )
