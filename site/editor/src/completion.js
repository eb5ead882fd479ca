// What can stand where the cursor is: terms of the data, by the statistics of this release.
import { LANGUAGE } from "./words.js";

const KEYWORDS = ["SELECT", "DISTINCT", "WHERE", "OPTIONAL", "FILTER", "UNION", "MINUS", "VALUES", "BIND", "GRAPH",
  "NOT EXISTS", "EXISTS", "GROUP BY", "HAVING", "ORDER BY", "DESC", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG", "MIN", "MAX",
  "SAMPLE", "GROUP_CONCAT", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX", "AS", "IN", "REGEX", "CONTAINS", "LCASE", "STR",
  "LANG", "LANGMATCHES", "BOUND", "IF", "COALESCE", "CONCAT", "STRSTARTS", "isIRI", "isLiteral"];
const WORD = /[?$]?[\p{L}\p{N}_-]*(?::[\p{L}\p{N}_.-]*)?/u;
const TEXTS = /<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g;

// Finds the prefixes that a text uses and does not declare.
export function missingPrefixes(text, prefixes) {
  const bare = text.replace(TEXTS, match => " ".repeat(match.length));
  const declared = new Set([...text.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map(match => match[1]));
  const used = [...bare.matchAll(/(?<![\w?$:-])([A-Za-z][\w-]*):/g)].map(match => match[1]);
  return [...new Set(used)].filter(name => prefixes[name] && !declared.has(name)).sort();
}

// Declares prefixes at the top of a text; comments at the very top stay there.
export function declare(names, prefixes, text) {
  const at = text.match(/^(?:[ \t]*#[^\n]*\n|[ \t]*\n)*/)[0].length;
  return { at, lines: names.map(name => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") };
}

function grouped(count) { return count.toLocaleString(LANGUAGE); }

function options(terms) {
  const made = (name, label, count, type, boost) => ({
    label: name, type, boost,
    detail: [label, count && grouped(count)].filter(Boolean).join(" · "),
  });
  return {
    classes: terms.classes.map(([name, label, count]) => made(name, label, count, "class", 10)),
    properties: terms.properties.map(([name, label, count]) => made(name, label, count, "property", 5)),
    codes: terms.codes.map(([name, label]) => made(name, label, 0, "constant", -10)),
    prefixes: Object.entries(terms.prefixes).map(([name, namespace]) => ({
      label: `${name}:`, detail: namespace, type: "namespace", boost: -20,
    })),
    ofClass: new Map(terms.classes.map(([name, , , properties]) => [name, new Set(properties)])),
  };
}

// Tells the classes of the subject of the statement in which the cursor stands.
function classesOfSubject(before, whole) {
  const bare = before.replace(TEXTS, match => "_".repeat(match.length));
  const start = Math.max(bare.lastIndexOf("{"), bare.lastIndexOf("}"), ...[...bare.matchAll(/\.(?=\s)/g)].map(m => m.index), -1);
  const subject = before.slice(start + 1).match(/^\s*(?:(?:OPTIONAL|UNION|MINUS|GRAPH)\s*)?([?$][\w]+)/i)?.[1];
  if (!subject) return [];
  const name = subject.slice(1);
  return [...whole.matchAll(new RegExp(`[?$]${name}\\s+(?:a|rdf:type)\\s+([\\w-]+:[\\w-]+)`, "g"))].map(m => m[1]);
}

export function makeCompletion(load) {
  let found = null;
  return async context => {
    const word = context.matchBefore(WORD);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    found ??= options(await load());
    const whole = context.state.doc.toString();
    const before = whole.slice(0, word.from);
    if (/^[?$]/.test(word.text)) {
      const names = [...new Set([...whole.matchAll(/[?$]\w+/g)].map(match => match[0]))].filter(name => name !== word.text);
      return { from: word.from, options: names.map(label => ({ label, type: "variable" })), validFor: WORD };
    }
    if (/\bPREFIX\s+$/i.test(before)) {
      const declared = found.prefixes.map(each => ({ ...each, apply: `${each.label} <${each.detail}>` }));
      return { from: word.from, options: declared, validFor: WORD };
    }
    if (/(?:^|\s)(?:a|rdf:type)\s+$/.test(before)) {
      return { from: word.from, options: found.classes, validFor: WORD };
    }
    const own = classesOfSubject(before, whole).map(name => found.ofClass.get(name)).filter(Boolean);
    const properties = !own.length ? found.properties
      : found.properties.map(each => own.some(set => set.has(each.label)) ? { ...each, boost: 60 } : each);
    const words = KEYWORDS.map(label => ({ label, type: "keyword", boost: word.text.includes(":") ? -50 : 0 }));
    return { from: word.from, options: [...properties, ...found.classes, ...found.codes, ...words, ...found.prefixes], validFor: WORD };
  };
}
