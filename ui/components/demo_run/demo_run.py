"""The demo run on the home page: wrong answers, kernels and test digits of a network while it learns."""

from core.runs.store import Run
from ui import routes
from ui.components.component import component

mount = component("demo_run")
KEEP = "keep"


def show(answers: Run) -> str:
    """Show the demo run, where there is one, beside the network that answers now. Says what the browser
    asks for: `KEEP` where somebody wants to keep it, or "better", where it has come to be the better one
    since the script ran, or ""."""
    result = mount(
        key="demo",
        data={
            "url": routes.demo_url(),
            "weights": routes.demo_weights_url(),
            "answering": f"{answers.record['created']}",
            "keep": KEEP,
        },
        on_wanted_change=lambda: None,
    )
    return str(result.wanted or "")
