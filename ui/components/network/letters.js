// @ts-check
// Cleaning of a typed surname in Latin letters, as core/names/text.py does it, which knows the other scripts.

const LONGEST = 60;
const MOST_TYPED = 600;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz '-";

/** Letters that no mark was added to, and signs, as they are spelled in the alphabet. */
const SPELLED = new Map(
  ("æ:ae ð:d ø:o þ:th ß:ss đ:d ħ:h ı:i ł:l ŋ:ng œ:oe ŧ:t ə:e `:' ’:' ‘:' ‛:' ʼ:' ´:' ‐:- ‑:- ‒:- –:- —:- ―:-")
    .split(" ").map((pair) => /** @type {[string, string]} */ (pair.split(":"))),
);

/**
 * A surname as typed -> the letters that a network reads, or null where Python is to be asked: of other
 * scripts, of letters that are not known here, and where it will say what is wrong.
 * @param {string} text
 */
export function clean(text) {
  if (text.length > MOST_TYPED) return null;
  let letters = "";
  for (const character of text.normalize("NFC")) {
    const known = spelled(character);
    if (known === null) return null;
    letters += known;
  }
  letters = letters.replace(/ +/g, " ").replace(/^[ '-]+|[ '-]+$/g, "");
  return letters && letters.length <= LONGEST ? letters : null;
}

/** One character in the alphabet, "" where it is passed over, null where it is not known here. @param {string} c */
function spelled(c) {
  if (/^[\t\u00a0]$/.test(c)) return " ";
  if (/^[\u0300-\u0362]$/.test(c)) return ""; // a mark with nothing to stand on
  const small = c.normalize("NFD").replace(/[\u0300-\u0362]/g, "").toLowerCase();
  if (small.length === 1 && ALPHABET.includes(small)) return small;
  return SPELLED.get(small) ?? (/^[\x21-\x7e]$/.test(c) ? "" : null);
}

/**
 * Several names typed at once; blank ones are left out.
 * @param {string} text
 */
export const splitNames = (text) =>
  text.split(/[,;\n，、､；،]/).map((part) => part.trim()).filter(Boolean);
