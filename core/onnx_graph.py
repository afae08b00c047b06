"""ONNX graph: a network as operators and weights, for programs that know neither PyTorch nor Netsketch.

Needs the package onnx (requirements-export.txt), which is imported when a graph is made.
"""

import importlib.util
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

OPSET, IR = 17, 8
"""Of 2022: what reads ONNX today reads these."""
INT, FLOAT = 7, 1
"""As onnx.TensorProto numbers its types."""


def available() -> bool:
    """Whether graphs can be made here."""
    return importlib.util.find_spec("onnx") is not None


def described(content: str | bytes | None) -> str:
    """What a model that was made here says of its inputs; "" of none."""
    if not isinstance(content, bytes):
        return ""
    import onnx

    said: str = onnx.load_model_from_string(content).graph.doc_string
    return said


class Graph:
    """Operators in their order, each with one output that is named after it ("Conv_3")."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add an operator; the name of its output."""
        return self.split(operator, 1, *inputs, **attributes)[0]

    def split(self, operator: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        """The same for one of several outputs."""
        from onnx import helper

        name = f"{operator}_{len(self.nodes)}"
        names = [name, *(f"{name}_{k}" for k in range(1, outputs))]
        self.nodes.append(helper.make_node(operator, inputs, names, name, **attributes))
        return names

    def constant(self, value: Any, name: str = "") -> str:
        """Add numbers, float32 or int64 (weights by their name); the name of what holds them."""
        from onnx import numpy_helper

        array = np.asarray(value)
        number = np.float32 if array.dtype.kind == "f" else np.int64
        name = name or f"constant_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array, number), name))
        return name

    def model(
        self,
        inputs: Mapping[str, tuple[int, Sequence[int | str]]],
        result: str,
        classes: Sequence[str],
        about: str,
    ) -> bytes:
        """The file of the graph: inputs with type and shape, and the operator whose output, called
        `probabilities`, holds a probability for each class."""
        from onnx import checker, helper

        self.nodes.append(
            helper.make_node("Identity", [result], ["probabilities"], "probabilities")
        )
        graph = helper.make_graph(
            self.nodes,
            "netsketch",
            [helper.make_tensor_value_info(name, *known) for name, known in inputs.items()],
            [helper.make_tensor_value_info("probabilities", FLOAT, ["n", len(classes)])],
            self.weights,
            doc_string=about,
        )
        made = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR,
            producer_name="Netsketch",
        )  # fmt: skip
        helper.set_model_props(made, {"labels": json.dumps(list(classes), ensure_ascii=False)})
        checker.check_model(made, full_check=True)
        content: bytes = made.SerializeToString()
        return content
