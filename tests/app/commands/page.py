"""A reader of report pages: elements, figures, links and the text outside of figures."""

from __future__ import annotations

import json
from html.parser import HTMLParser

EMPTY = {"meta", "img", "br"}  # elements without an end


class Page(HTMLParser):
    """Fails on elements that are not closed in order.

    figures: (place in the numbers, value, text) of every `<data>`; loose: the other text.
    """

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.figures, self.loose = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names), f"an attribute of {tag} comes twice"
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if tag == "data":
            place, value = json.loads(attributes["data-of"]), json.loads(attributes["value"])
            self.figures.append((place, value, []))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> where another was open"

    def handle_data(self, text):
        if "data" in self.open:
            self.figures[-1][2].append(text)
        elif not {"style", "svg"} & set(self.open):
            self.loose.append(text)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]
