// Has V8 compile the programs that a start waits for, and keeps that beside them (`*.cjs.cache`):
// `node scripts/lib/code-cache.mjs BUILD`. Only V8 of the same version and flags takes it; another
// compiles as it always did. Whatever fails here costs time at the start, and nothing else.
import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [build] = process.argv.slice(2);
const flags = JSON.parse(readFileSync(join(import.meta.dirname, '../../src/program-flags.json'), 'utf8'));
/** Account of nobody: what is run here needs no rights. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const child = join(import.meta.dirname, 'code-cache-child.mjs');
const temp = mkdtempSync(join(tmpdir(), 'dogebox-code-cache-'));

/** @returns {Promise<number>} a port that nobody listens on */
const freePort = () =>
	new Promise((resolve, reject) => {
		const server = createServer().on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
			server.close(() => resolve(port));
		});
	});

/**
 * Runs a program, and takes over what was compiled of it.
 * @param {string} name
 * @param {string[]} paths pages that are asked for before it is stopped
 */
async function compile(name, paths) {
	const own = join(temp, name);
	const folders = [own, join(own, 'out'), join(own, 'out/pages'), join(own, 'data')];
	for (const folder of folders) {
		mkdirSync(folder);
		if (isRoot) chownSync(folder, NOBODY, NOBODY);
	}
	const program = spawn(
		process.execPath,
		[...flags[name], child, join(build, `${name}.cjs`), join(own, 'out'), ...paths],
		{
			stdio: ['ignore', 'ignore', process.env.DEBUG ? 'inherit' : 'ignore'],
			cwd: '/',
			...(isRoot && { uid: NOBODY, gid: NOBODY }),
			env: {
				PATH: process.env.PATH,
				HOME: join(own, 'data'),
				NODE_ENV: 'production',
				DOGEBOX_DATA: join(own, 'data'),
				DOGEBOX_HOST: '127.0.0.1',
				DOGEBOX_PORT: String(await freePort()),
				DOGEBOX_OFFICIAL_SOURCE: 'none',
				DOGEBOX_LOG_LEVEL: 'error'
			}
		}
	);
	await new Promise((resolve) => program.once('error', resolve).once('close', resolve));
	for (const file of readdirSync(join(own, 'out'), { recursive: true })) {
		if (file.endsWith('.cache')) copyFileSync(join(own, 'out', file), join(build, file));
	}
}

try {
	if (isRoot) chownSync(temp, NOBODY, NOBODY);
	await compile('main', ['/setup/code', 'set-up', '/login']);
	await compile('supervisor', ['/login']);
	// Without a supervisor it waits for its settings, and ends.
	await compile('agent', []);
} finally {
	rmSync(temp, { recursive: true, force: true });
}
