// Plain JavaScript, since the Node that this refuses cannot read TypeScript. Loaded by `node --import`.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Tierkreis needs Node 22.18 or newer, this is ${process.versions.node}: try "npx -y -p node@24 -p pnpm@12 pnpm ..."`,
  );
  process.exit(1);
}
