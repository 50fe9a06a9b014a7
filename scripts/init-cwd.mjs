// pnpm runs a script in the folder of its package.json; this goes back to where the caller stood. Loaded by `node --import`.
const caller = process.env["INIT_CWD"];
if (caller) process.chdir(caller);
