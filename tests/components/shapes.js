// What ui/components/network_picture/shapes.js makes of the settings in a JSON file, in JSON on the standard output.
const [module, cases] = Deno.args;
const { layersOf } = await import(module);
console.log(JSON.stringify(JSON.parse(await Deno.readTextFile(cases)).map(layersOf)));
