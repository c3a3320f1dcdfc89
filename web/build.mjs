// Builds the pages into bot/gateway/static and writes build.json there: the hashes of what went in and what came out.
// tests/browser/test_static_build.py compares them without Node, so that a committed build is never behind its sources.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "bot", "gateway", "static");
const SOURCES = ["shared", "widget", "bank", "helpdesk", "build.mjs", "package-lock.json", "tsconfig.json"];
const SCRIPTS = { widget: "widget/index.ts", bank: "bank/bank.ts", desk: "helpdesk/desk.ts" };
const STYLES = { bank: "bank/bank.css", desk: "helpdesk/desk.css" };
const COPIES = {
  "index.html": "bank/index.html",
  "desk.html": "helpdesk/desk.html",
  "icon.svg": "shared/icon.svg",
  "guilloche.svg": "bank/guilloche.svg",
};
const common = {
  absWorkingDir: here,
  external: ["/static/*"],
  bundle: true,
  minify: true,
  legalComments: "none",
  charset: "utf8",
  target: ["chrome111", "firefox119", "safari16.4"],
  logLevel: "warning",
};

/** Short names for the tokens: esbuild shortens names in scripts, not in stylesheets. What a bank may set keeps its name. */
async function shortNames() {
  const tokens = await readFile(join(here, "shared", "tokens.css"), "utf8");
  const names = [...new Set(tokens.match(/--[\w-]+(?=:)/g))];
  return new Map(names.map((name, index) => [name, `--${index.toString(36)}`]));
}

/** A stylesheet that a script imports arrives as its own minified text. */
const styleAsText = {
  name: "style-as-text",
  async setup({ onLoad }) {
    const short = await shortNames();
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], write: false });
      const text = outputFiles[0].text.trim().replaceAll(/--[\w-]+/g, (name) => short.get(name) ?? name);
      return { contents: text.replaceAll(/(?<=[{;]--[\w-]+:) /g, ""), loader: "text" };
    });
  },
};

async function filesUnder(path) {
  const full = join(here, path);
  const entries = await readdir(full, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(here, join(entry.parentPath, entry.name)));
}

async function hashes(folder, paths) {
  const pairs = paths.sort().map(async (path) => {
    const content = await readFile(join(folder, path));
    return [path.replaceAll("\\", "/"), createHash("sha256").update(content).digest("hex")];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({ ...common, entryPoints: SCRIPTS, outdir: out, format: "iife", plugins: [styleAsText] });
await build({ ...common, entryPoints: STYLES, outdir: out });
for (const [name, source] of Object.entries(COPIES)) await writeFile(join(out, name), await readFile(join(here, source)));

const sources = await hashes(here, (await Promise.all(SOURCES.map(filesUnder))).flat());
const outputs = await hashes(out, await readdir(out));
await writeFile(join(out, "build.json"), `${JSON.stringify({ sources, outputs }, null, 2)}\n`);
for (const name of Object.keys(outputs)) {
  const { length } = await readFile(join(out, name));
  console.log(`${name.padEnd(16)} ${(length / 1000).toFixed(1).padStart(6)} kB`);
}
