"""The notes' story in Chromium: a guess, terms by pointer, keyboard and touch, a reload, one's own run."""

from playwright.sync_api import Page, expect

from scripts.server import Server

FITS = "() => ((m) => m.scrollHeight <= m.clientHeight)(document.querySelector('[data-testid=stMain]'))"


def guess(page: Page, option: str) -> None:
    page.get_by_role("button", name=option, exact=True).click()


def test_a_reader_guesses_learns_trains_and_comes_back(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_test_id("stMain").get_by_role("link", name="The notes’ story").click()
    expect(page.get_by_role("heading", name="A convolution")).to_be_visible()
    # A term, by pointer and by keyboard.
    term, tip = (
        page.get_by_role("button", name="kernels", exact=True).first,
        page.locator(".tip:visible"),
    )
    term.hover()
    expect(tip).to_contain_text("The few weights")
    expect(tip.locator("svg")).to_be_visible()
    page.mouse.move(0, 0)
    expect(tip).to_have_count(0)
    term.focus()
    expect(tip).to_contain_text("The few weights")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    guess(page, "40")
    expect(page.get_by_text("You said: 40. Right")).to_be_visible()
    expect(page.get_by_text("New here")).to_be_visible()
    page.wait_for_function(FITS)  # a chapter is one screen
    page.get_by_role("button", name="11: A nonlinear step").click()
    expect(page).to_have_url(f"{server.url}/story?chapter=nonlinear-step&v=2")
    page.get_by_role("button", name="Next chapter").click()
    expect(page.get_by_role("heading", name="What early letters do")).to_be_visible()
    guess(page, "About 22 %")
    expect(page.get_by_text("It is: About 6 %")).to_be_visible()
    page.get_by_role("button", name="Train one and type for it").click()
    expect(page.get_by_text("our 9 seeds got")).to_be_visible()
    page.reload()  # what was guessed and trained is still there
    expect(page.get_by_text("It is: About 6 %")).to_be_visible()
    expect(page.get_by_role("button", name="1: A convolution, predicted right")).to_be_visible()
    expect(page.get_by_text("our 9 seeds got")).to_be_visible()
    page.get_by_label("A surname").fill("Kowalski")
    expect(page.get_by_role("heading", name="It says")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="A nonlinear step")).to_be_visible()


def test_a_finger_opens_a_term(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/story?chapter=no-pool")
    phone.get_by_role("button", name="seed", exact=True).tap()
    expect(phone.locator(".tip:visible")).to_contain_text("from which all chance")
    box = phone.locator(".tip:visible").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
