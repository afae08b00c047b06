"""The Story page: the notes in chapters, each with something to predict, to see and to do."""

from ui import page
from ui.notes.story import story

story.show(page.begin(page.STORY.label, "The notes this app comes from, in chapters.", stage=True))
