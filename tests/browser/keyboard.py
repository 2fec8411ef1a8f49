"""A person without a pointer: Tab until something has the focus, and look whether the focus can be seen there."""

from typing import Any

MANY = 250
"""More stops than any page has."""
UNSEEN = """async (fewest) => {
  await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  const one = document.activeElement, box = one.getBoundingClientRect();
  const row = one.closest("label, .choice") ?? one;
  const ringed = [one, row].some((it) => {
    const style = getComputedStyle(it);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const shown = row.getBoundingClientRect();
  const inset = (from, to, share) => from + (to - from) * share;
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]].map(([x, y]) =>
    document.elementFromPoint(inset(shown.left, shown.right, x), inset(shown.top, shown.bottom, y)));
  const hit = points.filter((it) => it && (row.contains(it) || it.contains(row) && !it.contains(document.body))).length;
  const name = `${one.tagName} ${one.className} ${one.name ?? ""} "${(one.textContent ?? "").trim().slice(0, 40)}"`;
  if (!ringed) return `no ring: ${name}`;
  if (hit < fewest) return `hidden (${hit} of 5 points seen): ${name} ${JSON.stringify(box)}`;
  return "";
}"""


class Keyboard:
    """Keys on a page. `reach` and `press` fail where the focus can't be seen: `fewest` of five points of it must be."""

    def __init__(self, page: Any, fewest: int = 3) -> None:
        self.page, self.fewest = page, fewest
        page.bring_to_front()  # nothing has the focus in a window behind another one
        page.wait_for_function("document.hasFocus()")

    def reach(self, selector: str) -> None:
        """Tab until the element has the focus."""
        target = self.page.locator(selector).first
        for _ in range(MANY):
            if target.evaluate("(one) => one === document.activeElement"):
                assert self.page.evaluate(UNSEEN, self.fewest) == ""
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} can't be reached with Tab")

    def press(self, selector: str) -> None:
        """Reach it, press Enter, and wait for the page that follows."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def stops(self, key: str) -> tuple[int, list[str]]:
        """Press `key` (Tab or Shift+Tab) through the whole page: how many stops, and what is wrong at some."""
        wrong: list[str] = []
        for number in range(MANY):
            self.page.keyboard.press(key)
            if self.page.evaluate("document.activeElement === document.body"):
                return number, wrong
            found = self.page.evaluate(UNSEEN, self.fewest)
            wrong += [found] if found else []
        raise AssertionError("the focus never leaves the page: a trap?")
