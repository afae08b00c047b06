// What ui/components/network_picture makes of the settings in a JSON file, in JSON on the standard output: the layers, and
// how long training takes.
const [folder, cases] = Deno.args;
const { layersOf } = await import(`${folder}/shapes.js`);
const { estimateOf } = await import(`${folder}/estimate.js`);
const drawn = JSON.parse(await Deno.readTextFile(cases)).map(([settings, estimate]) => {
  const layers = layersOf(settings);
  return [layers, estimateOf(layers, estimate)];
});
console.log(JSON.stringify(drawn));
