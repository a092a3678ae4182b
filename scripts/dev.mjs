// `npm run dev`: Vite with the live socket, on a data folder inside the clone.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

requireNode();
await ensureNodeModules();

// Writes the tsconfig that all others extend; a fresh clone has none.
await run(process.execPath, [join(root, 'node_modules/@sveltejs/kit/svelte-kit.js'), 'sync'], {
	cwd: root,
	stdio: 'inherit'
});

// The key manager is a separate program, also in development, and so is the search of logs.
const { rolldown } = await import('rolldown');
const program = join(root, '.svelte-kit/dkm.js');
for (const [file, input] of [
	[program, 'src/dkm/main.ts'],
	[join(root, '.svelte-kit/log-search.js'), 'src/lib/server/runtime/oci/logs/search/thread.ts']
]) {
	const bundle = await rolldown({
		input: join(root, input),
		platform: 'node',
		external: [/^better-sqlite3$/, /^@node-rs\/argon2$/]
	});
	await bundle.write({ file, format: 'esm', codeSplitting: false });
	await bundle.close();
}

const data = process.env.DOGEBOX_DATA ?? join(root, '.dogebox/dev');
mkdirSync(data, { recursive: true, mode: 0o700 });
const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'dev', ...process.argv.slice(2)], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, DOGEBOX_DATA: data, DOGEBOX_DKM_PROGRAM: program }
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 0 : 1)));
