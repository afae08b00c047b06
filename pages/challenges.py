"""The Challenges page: goals to reach with networks, checked, with a tick that stays in the browser."""

from ui import page
from ui.challenges import challenges_page

page.begin(page.CHALLENGES.label, "Four things to bring about. Each is checked as you do it.")
challenges_page.show()
