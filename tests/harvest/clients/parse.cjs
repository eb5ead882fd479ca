// Read Turtle, N-Triples, TriG or N-Quads with N3.js and print N-Quads.
// Arguments: file and base address. NODE_PATH leads to the modules.
const { Parser, Writer } = require("n3");
const { readFileSync } = require("node:fs");

const [file, baseIRI] = process.argv.slice(2);
const quads = new Parser({ baseIRI }).parse(readFileSync(file, "utf8"));
const writer = new Writer({ format: "N-Quads" });
writer.addQuads(quads);
writer.end((error, text) => process.stdout.write(text));
