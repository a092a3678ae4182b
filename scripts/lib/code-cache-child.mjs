// Compiles parts of a build, and hands over what V8 made of them at its descriptor 3 when it ends:
// `code-cache-child.mjs BUILD read PART…` reads them; `… BUILD run PROGRAM [PATH…]` runs the
// program as `build/code-cache.cjs` loads it. Pages at PATH are asked for until they answer
// (`set-up`: the box gets an owner), and then the program is stopped.
import { readFileSync, writeSync } from 'node:fs';
import { request } from 'node:http';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { Script } from 'node:vm';

const OUT = 3;
const [build, how, ...given] = process.argv.splice(2);
/** @type {Map<string, Script>} */
const scripts = new Map();

/** @param {string} filename */
function compile(filename) {
	const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename });
	scripts.set(filename, script);
	return script;
}

Module._extensions['.cjs'] = (module, filename) => {
	// An existing cache is not used: it would only contain what is already known.
	if (basename(filename) === 'code-cache.cjs') return;
	compile(filename)
		.runInThisContext()
		.call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
};

/** @param {Buffer} bytes sent after their length, which is little-endian */
function send(bytes) {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length);
	const all = Buffer.concat([length, bytes]);
	for (let at = 0; at < all.length;) at += writeSync(OUT, all, at);
}

// Sends pairs of a name and its compiled code; an empty name is the end.
process.on('exit', () => {
	for (const [file, script] of scripts) {
		send(Buffer.from(relative(build, file), 'latin1'));
		send(script.createCachedData());
	}
	send(Buffer.alloc(0));
});
// The build continues however long something takes here.
setTimeout(() => process.exit(), 30_000).unref();

/**
 * @param {string} path
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<{ status: number, text: string } | null>} null: nothing listens
 */
const ask = (path, body) =>
	new Promise((resolve) => {
		const port = Number(process.env.DOGEBOX_PORT);
		const headers = body === undefined ? {} : { 'content-type': 'application/json' };
		const options = { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers };
		const asked = request(options, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (part) => (text += part));
			answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
		});
		asked.on('error', () => resolve(null)).end(body === undefined ? undefined : JSON.stringify(body));
	});

/** Repeats a request until it is answered: the box or its key manager may still be starting. */
async function answered(path, body) {
	for (;;) {
		const found = await ask(path, body);
		if (found && found.status !== 503) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

async function run(program, paths) {
	createRequire(import.meta.url)(join(build, program));
	for (const path of paths) {
		if (path !== 'set-up') {
			await answered(path);
			continue;
		}
		// A box without an owner has no login page.
		const { text } = await answered('/api/v1/setup', {
			deviceName: 'box',
			timeZone: 'UTC',
			password: 'compiled at the build'
		});
		const { words } = JSON.parse(text);
		await answered('/api/v1/setup/confirm', {
			words: Object.fromEntries([1, 2, 3, 7, 12, 24].map((n) => [n, words[n - 1]]))
		});
	}
	process.kill(process.pid, 'SIGTERM');
}

if (how === 'read') for (const part of given) compile(join(build, part));
else await run(given[0], given.slice(1));
