// Has V8 compile the programs that a start waits for, and keeps that beside them:
// `node scripts/lib/code-cache.mjs BUILD`. Only V8 of the same version and flags takes it; another
// compiles as it always did. Whatever fails here costs time at the start, and nothing else.
//
// V8 runs such bytes without looking at them. So the programs of root are only read here, by
// whoever builds (`*.cjs.cache`). dogeboxd is run once, by an account of its own where root builds,
// and hands over what it used of itself (`*.cjs.run.cache`), which root never loads
// (src/code-cache.ts). No folder that another account can write to is read.
import { spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [build] = process.argv.slice(2);
const flags = JSON.parse(readFileSync(join(import.meta.dirname, '../../src/program-flags.json'), 'utf8'));
const isRoot = process.getuid?.() === 0;
/**
 * Of no other process: “nobody” is many daemons, and one of them could change what this one hands
 * over. Nobody gives out numbers from there on (systemd, UIDS-GIDS.md).
 */
const account = 0x7000_0000 + randomInt(0x0fff_0000);
const child = join(import.meta.dirname, 'code-cache-child.mjs');
const temp = mkdtempSync(join(tmpdir(), 'dogebox-code-cache-'));
const parts = new Set(readdirSync(build, { recursive: true }).filter((file) => file.endsWith('.cjs')));
/** Process group of the program that runs: a session of its own, which gets no signal of ours. */
let group = 0;
/** More bytes than all of them have together. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @returns {Promise<number>} a free port */
const freePort = () =>
	new Promise((resolve, reject) => {
		const server = createServer().on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
			server.close(() => resolve(port));
		});
	});

/**
 * Parses what `code-cache-child.mjs` sends, by names of parts.
 * @param {Buffer} all @returns {[string, Buffer][]} empty if the end is missing
 */
function handedOver(all) {
	const found = [];
	let at = 0;
	const next = () => {
		const length = all.readUInt32LE(at);
		const bytes = all.subarray(at + 4, at + 4 + length);
		if (bytes.length < length) throw new Error('it ended before it had sent all');
		at += 4 + length;
		return bytes;
	};
	for (;;) {
		const name = next().toString('latin1');
		if (name === '') return found;
		if (!parts.has(name)) throw new Error(`the build has no ${name}`);
		found.push([name, next()]);
	}
}

/** Ends the program that runs, and what it has started. */
function endGroup() {
	try {
		if (group) process.kill(-group, 'SIGKILL');
	} catch {
		// It has ended.
	}
	group = 0;
}

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'])
	process.once(signal, () => {
		endGroup();
		rmSync(temp, { recursive: true, force: true });
		process.exit(1);
	});

/**
 * Compiles a program's parts and stores the result.
 * @param {string} name @param {string} ending @param {string[]} args of the child
 * @param {import('node:child_process').SpawnOptions} [options]
 */
async function keep(name, ending, args, options) {
	const program = spawn(process.execPath, [...flags[name], child, build, ...args], {
		stdio: ['ignore', 'ignore', process.env.DEBUG ? 'inherit' : 'ignore', 'pipe'],
		cwd: '/',
		detached: true,
		env: { PATH: process.env.PATH },
		...options
	});
	group = program.pid ?? 0;
	const chunks = [];
	let size = 0;
	program.stdio[3]?.on('data', (chunk) => {
		size += chunk.length;
		if (size <= MOST_BYTES) chunks.push(chunk);
		else program.kill('SIGKILL');
	});
	await new Promise((resolve) => program.once('error', resolve).once('close', resolve));
	// Ends processes that the child has started and left.
	endGroup();
	try {
		for (const [part, bytes] of handedOver(Buffer.concat(chunks))) {
			const path = join(build, `${part}.${ending}`);
			const hash = createHash('sha256')
				.update(readFileSync(join(build, part)))
				.digest();
			// Written completely or not at all, even at a power failure: V8 would not notice.
			writeFileSync(`${path}.new`, Buffer.concat([hash, bytes]), { flush: true });
			renameSync(`${path}.new`, path);
		}
	} catch (error) {
		if (process.env.DEBUG) console.error(`${name}:`, error);
	}
}

try {
	for (const name of ['supervisor', 'agent']) {
		const own = [...parts].filter((part) => part.startsWith(`${name}-`));
		await keep(name, 'cache', ['read', ...own]);
	}
	const data = join(temp, 'data');
	mkdirSync(data, { mode: 0o700 });
	if (isRoot) {
		// The parent folder stays root's, so that nobody can replace it with a link.
		chmodSync(temp, 0o711);
		chownSync(data, account, account);
	}
	await keep('main', 'run.cache', ['run', 'main.cjs', '/setup/code', 'set-up', '/login'], {
		...(isRoot && { uid: account, gid: account }),
		env: {
			PATH: process.env.PATH,
			HOME: data,
			NODE_ENV: 'production',
			DOGEBOX_DATA: data,
			DOGEBOX_HOST: '127.0.0.1',
			DOGEBOX_PORT: String(await freePort()),
			DOGEBOX_OFFICIAL_SOURCE: 'none',
			DOGEBOX_LOG_LEVEL: 'error'
		}
	});
} finally {
	rmSync(temp, { recursive: true, force: true });
}
