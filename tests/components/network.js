// What ui/components/network makes of the cases in a JSON file, in JSON on the standard output.
const [modules, cases] = Deno.args;
const { convolutional } = await import(`${modules}/layers.js`);
const { recurrent } = await import(`${modules}/cells.js`);
const { weightsOf } = await import(`${modules}/weights.js`);
const { preprocess } = await import(`${modules}/preprocess.js`);
const { clean, splitNames } = await import(`${modules}/letters.js`);

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

const answers = JSON.parse(await Deno.readTextFile(cases)).map((given) => {
  if (given.strokes) return [...preprocess(given.strokes)];
  if (given.texts) return given.texts.map((text) => [clean(text), splitNames(text)]);
  try {
    const weights = weightsOf(bytes(given.weights).buffer);
    if (given.layers) {
      const network = convolutional(given.layers, weights);
      return given.pictures.map((picture) => {
        const found = network(Float32Array.from(picture));
        return { logits: [...found.logits], probabilities: [...found.probabilities], outputs: found.outputs.map((o) => [...o]) };
      });
    }
    const network = recurrent(given.steps, weights);
    return given.names.map((name) => {
      const found = network(name);
      return {
        logits: [...found.logits],
        states: found.states.map((all) => all.map((state) => [...state])),
        probabilities: [...found.probabilities],
      };
    });
  } catch (error) {
    return { error: `${error.constructor.name}: ${error.message}` };
  }
});
console.log(JSON.stringify(answers, (_, v) => Number.isNaN(v) ? "NaN" : v));
