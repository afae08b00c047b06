"""Browser storage (sessionStorage, localStorage): what a browser keeps of a page through a reload."""

import json
from typing import Any

from ui.components.component import component

mount = component("memory")


def memory(name: str, value: dict[str, Any], *, lasting: bool = False) -> dict[str, Any]:
    """Have the browser keep a value under a name, and return what it kept of earlier where there is
    something, once. Kept until its tab is closed, or, where `lasting`, for good.

    The script runs again when there is something. What comes from a browser may be anything.
    """
    result = mount(
        key=f"memory-{name}",
        data={"name": f"netsketch-{name}", "value": json.dumps(value), "lasting": lasting},
        on_kept_change=lambda: None,
    )
    try:
        kept = json.loads(str(result.kept or "{}"))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
