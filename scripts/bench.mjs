// `npm run bench`: the figures of docs/performance.md. Names of benches (call pages start boot
// gateway rules memory fanout store pair docker boxes logs hostile size) run only those.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatFile } from './lib/format-file.mjs';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ensurePackages } from './lib/system-packages.mjs';

requireNode();
ensurePackages(['run', 'bench']);
await ensureNodeModules();
await ensureBuild();

// Benches are TypeScript, which Node 20 cannot run: they are bundled into one file first.
const { rolldown } = await import('rolldown');
const out = join(root, '.svelte-kit/bench');
const bundle = await rolldown({
	input: join(root, 'tests/bench/main.ts'),
	platform: 'node',
	resolve: { mainFields: ['module', 'main'] },
	// Scripts read their lists from the folder that they are in.
	external: [/scripts\/lib\//, /^better-sqlite3$/, /^bufferutil$/, /^utf-8-validate$/]
});
await bundle.write({ file: join(out, 'main.js'), format: 'esm', codeSplitting: false });
await bundle.close();

if (!existsSync('/usr/sbin/dockerd')) console.log('There is no dockerd here: the start of a pup is not measured.');
const child = spawn(process.execPath, [join(out, 'main.js'), ...process.argv.slice(2)], {
	cwd: root,
	stdio: 'inherit'
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
	if (process.argv.length === 2) formatFile('docs/performance.md');
	process.exit(code ?? (signal ? 1 : 0));
});
