// @ts-check
import { equal } from "../testing.js";
import { columnsOf, effective, planOf, readFrom } from "./plan.js";

/** @type {import("./plan.js").Settings} */
const GRU = {
  cell: "gru", hidden_size: 48, layers: 1, direction: "both", embedding: 32, ngrams: 3, marks: true, shortcut: true,
  readout: "last-max",
};
const BARE = {
  cells: ["linear"],
  settings: { layers: 1, direction: "forwards", embedding: 0, ngrams: 1, marks: false, shortcut: false, readout: "last" },
};

/** @param {import("./plan.js").Plan} plan */
const parts = ({ rows }) => rows.map(({ part, title, layer }) => `${part} ${title} ${layer}`);

Deno.test("a network has the parts of its settings, each with its weights", () => {
  equal(parts(planOf("ab", GRU, false, "GRU", 0, 31, 3)), [
    "letter letters -1", "one-hot one-hot -1", "table embedding 0", "cell GRU → 1", "state state -1",
    "cell GRU ← 2", "state state -1", "answer answer so far 3",
  ]);
  const plain = { ...GRU, direction: "forwards", layers: 2, embedding: 0, ngrams: 1, marks: false };
  equal(parts(planOf("ab", plain, false, "RNN", 0, 29, 1)), [
    "letter letters -1", "one-hot one-hot -1", "table table row -1", "cell RNN 1 0", "cell RNN 2 1", "state state -1",
    "answer answer so far 2",
  ]);
});

Deno.test("a cell of the notes has what it has, whatever the form holds for others", () => {
  const held = effective({ ...GRU, cell: "linear" }, BARE);
  equal(held, { ...GRU, cell: "linear", ...BARE.settings });
  equal(effective(GRU, BARE), GRU);
  equal(parts(planOf("ab", held, true, "h·W + b", 0, 29, 1)), [
    "letter letters -1", "one-hot one-hot -1", "table table row -1", "cell h·W + b 0", "state state -1", "answer answer so far 1",
  ]);
  equal(parts(planOf("ab", held, true, "h·W + b", 2, 29, 1)), [
    "letter letters -1", "one-hot one-hot -1", "table table row 0", "relu ReLU -1", "relu dense + ReLU 1",
    "cell h·W + b 2", "state state -1", "answer answer so far 3",
  ]);
});

Deno.test("a column stands for each symbol, with the pair and the triple that end there", () => {
  equal(columnsOf("a b", GRU).map(({ text, mark, grams }) => [text, mark, ...grams]), [
    ["⟨", true], ["a", false, "⟨a"], ["␣", false, "a ", "⟨a "], ["b", false, " b", "a b"], ["⟩", true, "b⟩", " b⟩"],
  ]);
  equal(columnsOf("", { ...GRU, marks: false }), []);
});

Deno.test("the answer is read from the states that the readout says", () => {
  const plan = planOf("ab", GRU, false, "GRU", 0, 31, 3), states = plan.rows.filter(({ part }) => part === "state");
  equal(states.map((row) => readFrom(plan, row, "last")), [[3], [0]]);
  equal(readFrom(plan, states[0], "mean"), [0, 1, 2, 3]);
  const bare = planOf("abc", effective({ ...GRU, cell: "linear" }, BARE), true, "", 0, 29, 1);
  equal(readFrom(bare, bare.rows[4], "last"), [1]);
  equal(readFrom({ ...bare, columns: bare.columns.slice(0, 1) }, bare.rows[4], "last"), []);
});

Deno.test("rows stand one below the other", () => {
  const { rows, height } = planOf("ab", GRU, false, "GRU", 0, 31, 3);
  rows.slice(1).forEach((row, i) => equal(row.top >= rows[i].top + rows[i].height, true));
  equal(rows[rows.length - 1].top + rows[rows.length - 1].height, height);
});
