// @ts-check
// Search, filters and order of the list of runs: which of them are shown, and in which order.

/**
 * @typedef {object} Run what Python leaves out of one is not there
 * @property {string} id
 * @property {string} title
 * @property {string} kind
 * @property {string} status
 * @property {string} nearest the title of the preset that it is nearest to
 * @property {string} [name] what its settings make its name, where the title does not hold it
 * @property {number} [accuracy] a share
 * @property {number} [seconds]
 * @property {number} created seconds since 1970
 * @property {number} [parameters]
 * @property {number} [network] its place among the networks
 * @property {number} [sweep] its place among the sweeps
 * @property {boolean} best of its kind
 * @property {string[]} [tags]
 * @property {string} [note]
 *
 * @typedef {object} Data
 * @property {string} url of a run's page, without the run's id
 * @property {string} sparks the address of the spark curves
 * @property {[string, string][]} kinds each with its title
 * @property {[string, string][]} sweeps ids and titles
 * @property {string[]} orders
 * @property {[string, string][]} views each with what it is called
 * @property {import("./sketch.js").Network[]} networks
 * @property {Run[]} runs newest first
 * @property {string} open the id of the run that is shown below, or ""
 * @property {string[]} ticked ids
 * @property {Choice} choice
 * @property {number} came how often it came from elsewhere than this page
 *
 * @typedef {object} Choice what is chosen above the list
 * @property {string} text
 * @property {string} kind "" for all
 * @property {string} status "" for all
 * @property {string} sweep "" for all, "none" for those of no sweep, or a sweep's id
 * @property {string} order one of ORDERS, "" for the first
 * @property {string} view "" for the list, or what accuracy is drawn against
 */

/** @type {Choice} */
export const ALL = { text: "", kind: "", status: "", sweep: "", order: "", view: "" };

/** @type {(key: keyof Run, sign: number) => (a: Run, b: Run) => number} */
const by = (key, sign) => (a, b) =>
  sign * (Number(a[key] ?? sign * Infinity) - Number(b[key] ?? sign * Infinity)) || 0;

/** @type {Record<string, (a: Run, b: Run) => number>} */
export const ORDERS = {
  "newest first": by("created", -1),
  "best first": by("accuracy", -1),
  "fastest first": by("seconds", 1),
  "smallest first": by("parameters", 1),
  "by name": (a, b) => a.title.localeCompare(b.title),
};

/**
 * What a search looks through.
 * @param {Run} run
 * @param {Data} data
 */
export function searchable(run, { kinds, sweeps }) {
  const kind = kinds.find(([name]) => name === run.kind)?.[1] ?? "";
  const sweep = run.sweep === undefined ? "" : sweeps[run.sweep][1];
  const tags = (run.tags ?? []).map((tag) => `#${tag}`).join(" ");
  return [run.title, run.name ?? "", run.status, kind, sweep, tags, run.note ?? ""].join(" ").toLowerCase();
}

/**
 * A function that finds the runs of a choice; what a search looks through is put together once.
 * @param {Data} data
 */
export function finder(data) {
  const texts = new Map(data.runs.map((run) => [run.id, searchable(run, data)]));
  return (/** @type {Choice} */ choice) => {
    const words = choice.text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = data.runs.filter((run) =>
      (!choice.kind || run.kind === choice.kind) && (!choice.status || run.status === choice.status) &&
      (!choice.sweep || (run.sweep === undefined ? "none" : data.sweeps[run.sweep][0]) === choice.sweep) &&
      words.every((word) => texts.get(run.id)?.includes(word)));
    return found.sort(ORDERS[choice.order] ?? ORDERS["newest first"]);
  };
}

/**
 * A title in parts, each with whether it is the preset's own rather than what differs from it.
 * @param {string} title
 * @param {string} nearest
 * @returns {[string, boolean][]}
 */
export function parts(title, nearest) {
  const own = nearest.split(" · ");
  return title.split(" · ").map((part) => [part, own.includes(part)]);
}

/** Parameters in few figures: 812, 12.3k, 1.2M. @param {number} n */
export function short(n) {
  if (n < 1000) return String(n);
  const [scaled, unit] = n < 999_500 ? [n / 1e3, "k"] : [n / 1e6, "M"];
  return `${scaled < 99.95 ? scaled.toFixed(1) : scaled.toFixed(0)}${unit}`;
}

/** Seconds as people say them: 4.2 s, 3 min 20 s, 2 h 5 min. @param {number} s */
export function duration(s) {
  if (s < 59.95) return `${s.toFixed(1)} s`;
  const whole = Math.round(s), minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
