"""Makes pages chapters wherever they lie in the repository: a preprocessor of mdBook.

A chapter's place in the book is its page's place in the repository, so links between pages lead the same way in
both. What is no page is not on the site: a link to it becomes its text, and a picture becomes part of its page.
"""

import json
import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from os.path import dirname, join, normpath, relpath
from pathlib import Path
from typing import Any

# Blocks of code are matched too, so that nothing inside them is taken for a link.
BLOCK_OR_LINK = re.compile(
    r"^```.*?^```$|(?P<picture>!?)\[(?P<text>[^\[\]]+)\]\((?P<path>[^()\s#]+)(?P<anchor>#[^()\s]+)?\)",
    re.MULTILINE | re.DOTALL,
)


def chapters(items: list[Any]) -> Iterator[dict[str, Any]]:
    """Every chapter that has a page, in reading order."""
    for item in items:
        if "Chapter" in item:
            if item["Chapter"]["source_path"]:
                yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def place(page: str) -> str:
    """Where a page is in the book: that of a folder is what a browser is shown for the folder."""
    return re.sub(r"(^|/)README\.md$", r"\1index.md", page)


class Links:
    """The links of a page, as the site has them. All paths are those in the repository."""

    def __init__(self, page: str, pages: list[str], repository: Path) -> None:
        self.folder, self.pages, self.repository = dirname(page), pages, repository

    def on_site(self, link: re.Match[str]) -> str:
        """What stands for a link; one that leads nowhere stays, so that a check of the site finds it."""
        if link["path"] is None or "://" in link["path"]:
            return link[0]
        path, text = normpath(join(self.folder, link["path"])), link["text"]
        picture = self.repository / path
        if link["picture"] and picture.exists():
            svg = b64encode(picture.read_bytes()).decode()
            return f"![{text}](data:image/svg+xml;base64,{svg})"
        # A folder is shown by its first page.
        for page in self.pages:
            if path in (page, dirname(page)):
                return f"[{text}]({relpath(place(page), self.folder or '.')}{link['anchor'] or ''})"
        if path.endswith(".md") or not (self.repository / path).exists():
            return link[0]
        return text if text.startswith("`") else f"{text} (`{path}`)"


def main() -> None:
    """Answers mdBook, which asks on stdin, or by `supports` whether a renderer is one for us."""
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    root = Path(context["root"])
    source = root / context["config"]["book"]["src"]
    listed = list(chapters(book["items"]))
    pages = [relpath(normpath(source / chapter["source_path"]), root.parent) for chapter in listed]
    for chapter, page in zip(listed, pages, strict=True):
        chapter["path"] = place(page)
        chapter["content"] = BLOCK_OR_LINK.sub(Links(page, pages, root.parent).on_site, chapter["content"])
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
