"""The drawing pad under several pointers at a time, and in windows of every width."""

import re
import time
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from scripts.server import Server
from tests.browser.test_story import run_of

Point = tuple[float, float]
SEVEN = ((0.3, 0.2), (0.5, 0.2), (0.7, 0.2), (0.58, 0.5), (0.45, 0.8))
PALM = (0.9, 0.95)


class Hands:
    """Fingers, a pen and a mouse on the pad, each by its own events of Chromium; points in its units."""

    def __init__(self, page: Page):
        self.page = page
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.fingers: dict[int, Point] = {}
        self.held = False
        self.now = time.time()
        sheet = page.locator("svg.sheet")
        expect(sheet).to_be_visible()  # from then on it stays where it is
        box = sheet.bounding_box()
        assert box is not None
        self.box = box

    def at(self, point: Point) -> dict[str, float]:
        (x, y), box = point, self.box
        return {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}

    def _send(self, command: str, kind: str, more: dict[str, Any]) -> None:
        """An event a hundredth of a second after the one before, however long the browser takes."""
        self.now += 0.01
        self.cdp.send(f"Input.{command}", {"type": kind, "timestamp": self.now, **more})

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def _touch(self, kind: str) -> None:
        points = [{**self.at(p), "id": k} for k, p in self.fingers.items()]
        self._send("dispatchTouchEvent", kind, {"touchPoints": points})

    def finger(self, *points: Point, number: int = 0) -> None:
        """Put a finger down, or move it where it is down already."""
        for point in points:
            kind = "touchMove" if number in self.fingers else "touchStart"
            self.fingers[number] = point
            self._touch(kind)

    def lift(self, number: int = 0, kind: str = "touchEnd") -> None:
        del self.fingers[number]
        self._touch("touchMove" if self.fingers else kind)

    def _point(self, kind: str, point: Point, pointer: str, held: int) -> None:
        event: dict[str, Any] = {**self.at(point), "pointerType": pointer, "buttons": held}
        if held or kind == "mouseReleased":
            event |= {"button": "left", "clickCount": 1}
        self._send("dispatchMouseEvent", kind, event)

    def hover(self, point: Point, pointer: str = "mouse") -> None:
        self._point("mouseMoved", point, pointer, 0)

    def draw(self, points: Sequence[Point], pointer: str = "pen") -> None:
        self.press(points, pointer)
        self._point("mouseReleased", points[-1], pointer, 0)
        self.held = False

    def press(self, points: Sequence[Point], pointer: str = "pen") -> None:
        """Press it down, or move it where it is down already."""
        for point in points:
            self._point("mouseMoved" if self.held else "mousePressed", point, pointer, 1)
            self.held = True


def strokes(page: Page) -> list[list[Point]]:
    """What is drawn, rounded to a tenth of the pad."""
    paths = page.locator("svg.sheet path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    found = []
    for path in paths:
        numbers = [round(float(n), 1) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        found.append([p for k, p in enumerate(points) if k == 0 or p != points[k - 1]])
    return found


def rounded(points: Sequence[Point]) -> list[Point]:
    return [(round(x, 1), round(y, 1)) for x, y in points]


@pytest.fixture
def pad(page: Page, server: Server, trained: dict[str, str]) -> Page:
    run = run_of("digits", page, server, trained)
    page.goto(f"{server.url}/draw_digit?run={run}")
    expect(page.locator("svg.sheet")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


@pytest.fixture
def hands(pad: Page) -> Hands:
    return Hands(pad)


@pytest.mark.parametrize("slides", [False, True])
def test_a_pen_wins_over_the_palm_that_came_before(pad: Page, hands: Hands, slides: bool) -> None:
    hands.finger(PALM)
    if slides:
        hands.finger((0.8, 0.9), (0.7, 0.9))
    hands.draw(SEVEN)
    hands.lift()
    expect(pad.get_by_role("heading", name="It says")).to_be_visible()
    assert strokes(pad) == [rounded(SEVEN)]


def test_what_was_drawn_before_the_palm_stays(pad: Page, hands: Hands) -> None:
    first = ((0.2, 0.2), (0.2, 0.8))
    hands.draw(first, "mouse")
    hands.finger(PALM)
    hands.draw(SEVEN)
    hands.lift()
    assert strokes(pad) == [rounded(first), rounded(SEVEN)]
    pad.get_by_role("button", name="Undo").click()
    assert strokes(pad) == [rounded(first)]


def test_a_palm_beside_a_pen_draws_nothing(pad: Page, hands: Hands) -> None:
    hands.press(SEVEN[:3])
    hands.finger(PALM, (0.8, 0.9))
    hands.press(SEVEN[3:])
    hands.draw(SEVEN[-1:])
    hands.lift()
    # Nor does one that comes down just after the pen was lifted, or while it is still above the pad.
    hands.finger(PALM, (0.8, 0.9))
    hands.lift()
    hands.hover((0.5, 0.5), "pen")
    hands.finger(PALM)
    hands.lift()
    assert strokes(pad) == [rounded(SEVEN)]


def test_a_finger_draws_again_once_the_pen_is_away(pad: Page, hands: Hands) -> None:
    hands.draw(SEVEN)
    hands.wait(1)
    line = ((0.2, 0.2), (0.2, 0.8))
    hands.finger(*line)
    hands.lift()
    assert strokes(pad) == [rounded(SEVEN), rounded(line)]


def test_a_mouse_does_not_join_a_finger(pad: Page, hands: Hands) -> None:
    line = ((0.3, 0.2), (0.3, 0.5), (0.3, 0.8))
    hands.finger(*line[:2])
    hands.hover((0.9, 0.1))
    hands.draw(((0.9, 0.1), (0.9, 0.9)), "mouse")
    hands.finger(line[2])
    hands.lift()
    assert strokes(pad) == [rounded(line)]
    hands.draw(((0.7, 0.2), (0.7, 0.8)), "mouse")
    assert len(strokes(pad)) == 2, "the mouse draws again once the finger is gone"


def test_a_second_finger_draws_nothing(pad: Page, hands: Hands) -> None:
    line = ((0.3, 0.2), (0.3, 0.5), (0.3, 0.8))
    hands.finger(*line[:2])
    hands.finger((0.7, 0.2), (0.7, 0.8), number=1)
    hands.finger(line[2])
    hands.lift(1)
    hands.lift(0)
    assert strokes(pad) == [rounded(line)]


def test_a_stroke_goes_on_when_the_second_finger_is_lifted(pad: Page, hands: Hands) -> None:
    line = ((0.3, 0.2), (0.3, 0.5), (0.3, 0.8))
    hands.finger(line[0])
    hands.finger((0.7, 0.2), number=1)
    hands.lift(1)
    hands.finger(*line[1:])
    hands.lift(0)
    assert strokes(pad) == [rounded(line)]


def test_a_cancelled_stroke_ends_and_stays(pad: Page, hands: Hands) -> None:
    line = ((0.3, 0.2), (0.3, 0.5), (0.3, 0.8))
    hands.finger(*line)
    hands.lift(kind="touchCancel")
    hands.hover((0.9, 0.9))
    assert strokes(pad) == [rounded(line)]
    hands.draw(((0.7, 0.2), (0.7, 0.8)), "mouse")
    assert len(strokes(pad)) == 2


def test_a_cancelled_palm_leaves_no_dot(pad: Page, hands: Hands) -> None:
    hands.finger(PALM)
    assert len(strokes(pad)) == 1
    hands.lift(kind="touchCancel")
    assert strokes(pad) == []
    expect(pad.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_stroke_ends_where_its_pointer_is_taken_away(pad: Page, hands: Hands) -> None:
    line = ((0.3, 0.2), (0.3, 0.5), (0.3, 0.8))
    pad.locator("svg.sheet").evaluate(
        "sheet => sheet.addEventListener('pointerdown', (e) => { sheet.taken = e.pointerId; })"
    )
    hands.press(line, "mouse")
    pad.locator("svg.sheet").evaluate("sheet => sheet.releasePointerCapture(sheet.taken)")
    hands.hover((0.9, 0.9))
    hands.hover((0.1, 0.9))
    assert strokes(pad) == [rounded(line)]
    expect(pad.get_by_role("button", name="Undo")).to_be_enabled()


# Every place and size in which it is shown, from the page's first paint on.
WATCHED = """() => {
  window.seen = new Set();
  (function look() {
    const sheet = [...document.querySelectorAll("*")]
      .map((e) => e.shadowRoot?.querySelector("svg.sheet")).find(Boolean);
    if (sheet && getComputedStyle(sheet).visibility === "visible") {
      const { x, y, width, height } = sheet.getBoundingClientRect();
      window.seen.add([x, y, width, height].map(Math.round).join());
    }
    requestAnimationFrame(look);
  })();
}"""


@pytest.mark.parametrize("where", ["draw_digit", "", "phone"])
def test_the_pad_stands_from_its_first_paint_where_it_stays(
    page: Page, server: Server, trained: dict[str, str], where: str
) -> None:
    run = run_of("digits", page, server, trained)
    if where == "phone":
        page.set_viewport_size({"width": 390, "height": 844})
    else:
        page.set_viewport_size({"width": 1024, "height": 768})
    page.add_init_script(f"({WATCHED})()")
    page.goto(f"{server.url}/" + (f"draw_digit?run={run}" if where else ""))
    expect(page.locator("svg.sheet")).to_be_visible()
    Hands(page).draw(SEVEN)
    expect(page.get_by_role("heading", name="It says")).to_be_visible()
    assert len(page.evaluate("[...window.seen]")) == 1


WIDTHS = (360, 390, 480, 640, 768, 853, 900, 1024, 1152, 1280, 1600, 1920, 2560)
# 853 and 683 are what 150 % leaves of 1280 and 1024.
USABLE = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const find = (selector) => [...document.querySelectorAll("*")]
    .map((e) => e.shadowRoot?.querySelector(selector)).find(Boolean) ?? document.querySelector(selector);
  const [sheet, pen, undo, clear] = ["svg.sheet", ".tools input", ".undo", ".clear"]
    .map((selector) => find(selector).getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
  const main = document.querySelector("[data-testid=stMain]");
  return sheet.width >= 260 && sheet.right <= innerWidth && sheet.left >= box("[data-testid=stMain]").left
    && pen.width >= 60 && apart(pen, undo) && apart(undo, clear) && apart(pen, clear)
    && [undo, clear].every(({ width, height, right }) => width >= 40 && height >= 40 && right <= innerWidth)
    && main.scrollWidth <= main.clientWidth;
}"""


@pytest.mark.parametrize("sidebar", ["open", "closed"])
def test_the_pad_can_be_drawn_on_in_every_window(pad: Page, hands: Hands, sidebar: str) -> None:
    hands.draw(SEVEN)
    expect(pad.get_by_role("heading", name="It says")).to_be_visible()
    if sidebar == "closed":
        pad.get_by_test_id("stSidebar").hover()
        pad.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    # In windows of less than 768 pixels an open sidebar covers the page.
    for width in (*WIDTHS, 683) if sidebar == "closed" else [w for w in WIDTHS if w >= 768]:
        pad.set_viewport_size({"width": width, "height": 700})
        pad.wait_for_function(USABLE)


def test_a_pad_keeps_its_size_when_the_first_answer_comes(
    phone: Page, server: Server, pad: Page
) -> None:
    phone.goto(pad.url)
    before = phone.locator("svg.sheet").bounding_box()
    Hands(phone).draw(SEVEN)
    expect(phone.get_by_role("heading", name="It says")).to_be_visible()
    after = phone.locator("svg.sheet").bounding_box()
    assert before and after and before["width"] == after["width"] >= 260


def test_a_scribble_is_unlike_all_that_was_learned_and_a_digit_is_not(
    pad: Page, hands: Hands
) -> None:
    hands.draw(((0.5, 0.2), (0.7, 0.8), (0.2, 0.4), (0.8, 0.4), (0.3, 0.8), (0.5, 0.2)), "mouse")
    answer = pad.get_by_role("heading", name="It says")
    expect(answer).to_contain_text("unlike anything it was trained on")
    expect(pad.get_by_text("Unlike anything it was trained on", exact=True)).to_be_visible()
    expect(pad.get_by_text("This looks like a scribble")).to_have_count(0)  # said once is enough
    pad.get_by_role("button", name="Clear").click()
    hands.draw(SEVEN, "mouse")
    expect(pad.get_by_text("Unlike anything it was trained on", exact=True)).to_have_count(0)
    expect(answer).not_to_contain_text("unlike")
