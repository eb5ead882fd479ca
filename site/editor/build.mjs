// Bundle the editor: node build.mjs, after npm install --no-package-lock. Writes dist/query.js,
// dist/query.css and dist/licences.txt, which names every package that is inside. The result is
// committed, so that neither users nor CI need Node.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const common = { bundle: true, minify: true, legalComments: "none", absWorkingDir: here };

const { metafile } = await build({
  ...common, entryPoints: ["src/main.js"], outfile: "dist/query.js",
  format: "esm", target: "es2022", metafile: true,
});
await build({ ...common, entryPoints: ["src/query.css"], outfile: "dist/query.css" });

const folders = new Set(Object.keys(metafile.inputs)
  .map(path => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
const notices = [];
for (const folder of [...folders].sort()) {
  const { name, version } = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
  const file = (await readdir(join(here, folder))).find(each => /^licen[cs]e/i.test(each));
  notices.push(`${name} ${version}\n\n${await readFile(join(here, folder, file), "utf8")}`);
}
await writeFile(join(here, "dist/licences.txt"), notices.join(`\n${"-".repeat(72)}\n`));
