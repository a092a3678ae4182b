// Runs one built program as `build/code-cache.cjs` loads it, and keeps what V8 compiled of its
// parts when it ends: `code-cache-child.mjs PROGRAM OUT [PATH…]`. Pages at PATH are asked for until
// they answer (`set-up`: the box gets an owner), and then the program is stopped.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { Script } from 'node:vm';

const [program, out, ...paths] = process.argv.splice(2);
/** @type {Map<string, Script>} */
const scripts = new Map();

Module._extensions['.cjs'] = (module, filename) => {
	// The cache itself is not wanted: it would say what is known already.
	if (basename(filename) === 'code-cache.cjs') return;
	const script = new Script(Module.wrap(readFileSync(filename, 'latin1')), { filename });
	scripts.set(filename, script);
	script
		.runInThisContext()
		.call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
};

process.on('exit', () => {
	for (const [file, script] of scripts) {
		writeFileSync(join(out, `${relative(dirname(program), file)}.cache`), script.createCachedData());
	}
});
// However long something takes, the build goes on.
setTimeout(() => process.exit(), 30_000).unref();

/**
 * @param {string} path
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<{ status: number, text: string } | null>} null: nobody listens
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

/** Asks until it is answered: the box starts, or its key manager does. */
async function answered(path, body) {
	for (;;) {
		const found = await ask(path, body);
		if (found && found.status !== 503) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

createRequire(import.meta.url)(program);
for (const path of paths) {
	if (path !== 'set-up') {
		await answered(path);
		continue;
	}
	// Of a box that has no owner there is no login to show.
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
if (paths.length > 0) process.kill(process.pid, 'SIGTERM');
