// `npm ci --ignore-scripts && npm run build`: bundles libraries.js, and says on top what is in it.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const { devDependencies } = packages[""];
const names = Object.keys(devDependencies).filter((name) => name !== "esbuild");
const versions = names.map((name) => `${name} ${packages[`node_modules/${name}`].version}`).join(", ");

await build({
  entryPoints: ["libraries.js"],
  outfile: "../../lms/authoring/static/vendor/prosemirror.js",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  banner: { js: `/* ${versions}. MIT licence: copyright their authors (Marijn Haverbeke and others; Vitaly Puzrin, Alex Kocharin and others). Made by scripts/editor_libraries. */` },
});
