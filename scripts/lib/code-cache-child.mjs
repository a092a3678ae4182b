// Runs one built program as `build/code-cache.cjs` loads it, and keeps what V8 compiled of its
// parts when it ends: `code-cache-child.mjs PROGRAM OUT [PATH…]`. Pages at PATH are asked for until
// they answer, and then the program is stopped.
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

/** @returns {Promise<number | undefined>} the status of a page; undefined: nobody listens */
const status = (path) =>
	new Promise((resolve) => {
		const asked = request({ host: '127.0.0.1', port: Number(process.env.DOGEBOX_PORT), path }, (answer) => {
			answer.resume().on('end', () => resolve(answer.statusCode));
		});
		asked.on('error', () => resolve(undefined)).end();
	});

createRequire(import.meta.url)(program);
for (const path of paths) {
	for (;;) {
		const found = await status(path);
		if (found !== undefined && found < 400) break;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
if (paths.length > 0) process.kill(process.pid, 'SIGTERM');
