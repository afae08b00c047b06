"""Addresses, and the one place in which they are made and read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from ui import routes, urls

ROOT = Path(__file__).parents[2]
SCREEN = sorted(f for folder in ("ui", "pages") for f in (ROOT / folder).rglob("*.py"))
QUERY = {"query_params", "switch_page"}


@pytest.fixture(params=["", "/lab/netsketch"])
def base(request: pytest.FixtureRequest) -> Iterator[str]:
    """The base path, as `--server.baseUrlPath` sets it."""
    st.config.set_option("server.baseUrlPath", request.param)
    yield request.param
    st.config.set_option("server.baseUrlPath", "")


def test_addresses_begin_with_the_base_path(base: str) -> None:
    assert urls.page_url(urls.RUNS) == f"{base}/runs"
    run = "sweep-1/names 1"
    assert urls.page_url(urls.train_page("names"), run=run) == (
        f"{base}/train_names?run=sweep-1/names%201"
    )
    assert urls.page_url("pages/type_name.py", run="a", name="Ó B&c") == (
        f"{base}/type_name?run=a&name=%C3%93%20B%26c"
    )
    assert routes.sign_out_url() == f"{base}/sign-out"


def attributes(file: Path) -> set[str]:
    """The attributes of Streamlit that a module takes."""
    return {
        node.attr
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "st"
    }


@pytest.mark.parametrize("file", SCREEN, ids=lambda f: str(f.relative_to(ROOT)))
def test_query_parameters_are_read_and_written_in_one_place(file: Path) -> None:
    if file != ROOT / "ui" / "urls.py":
        assert not attributes(file) & QUERY
