// What the page says: its words stand in the page itself, in its language.

const WORDS = JSON.parse(document.querySelector("#ask").dataset.words);

export const LANGUAGE = document.documentElement.lang;

// Gives a sentence, with its places filled in.
export function say(name, places = {}) {
  return Object.entries(places).reduce((text, [place, value]) => text.replace(`%(${place})s`, () => value), WORDS[name]);
}
