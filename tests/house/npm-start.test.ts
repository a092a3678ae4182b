/** Signals to the npm of `npm start` end what it runs, with stand-ins for the programs. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/prepare.mjs';
import { processRuns } from '../support/processes.ts';

const STAND_IN = `
setInterval(() => {}, 1000);
console.log('up', process.pid);
`;
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	scripts: Record<string, string>;
};

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dogebox-npm-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// npm sends a signal to its shell only. A shell that waits for the program would end without it.
it.each(['start', 'dev'])('SIGTERM to the npm of `npm run %s` reaches it', { timeout: 60_000 }, async (name) => {
	const program = join(folder, scripts[name]!.split(' ').at(-1)!);
	mkdirSync(dirname(program), { recursive: true });
	writeFileSync(program, STAND_IN);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { [name]: scripts[name] } }));
	const npm = spawn('npm', ['run', '--silent', name], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
	let pid = 0;
	try {
		const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string];
		pid = Number(/^up (\d+)$/.exec(line)![1]);
		const ended = once(npm, 'exit');
		npm.kill('SIGTERM');
		await ended;
		await expect.poll(() => processRuns(pid)).toBe(false);
	} finally {
		npm.kill('SIGKILL');
		if (processRuns(pid)) process.kill(pid, 'SIGKILL');
	}
});

describe('npm start that is ended on the way', () => {
	const LONG = { timeout: 60_000 };
	const NPM = 'node_modules/.bin/npm';
	const VITE = 'node_modules/vite/bin/vite.js';
	const CODE_CACHE = 'scripts/lib/code-cache.mjs';
	const INSTALLED = 'node_modules/.dogebox-installed';
	const STAMP = 'build/.dogebox-built';
	const PID = 'stand-in.pid';
	const DONE = '';
	/** Says that it runs, and does so for long. */
	const BUSY = `
		require('node:fs').writeFileSync('${PID}.new', String(process.pid));
		require('node:fs').renameSync('${PID}.new', '${PID}');
		setTimeout(() => {}, 600_000);
	`;
	const HALF_BUILT = `
		require('node:fs').mkdirSync('build', { recursive: true });
		require('node:fs').writeFileSync('build/supervisor.js', 'console.log("half of it")');
	`;
	const BUILT = `
		require('node:fs').mkdirSync('build', { recursive: true });
		require('node:fs').writeFileSync('build/supervisor.js', 'console.log("all of it")');
	`;

	const writeIn = (path: string, text: string, mode = 0o644) => {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text, { mode });
	};
	/** As an ES module may be written, with `require`. */
	const module = (text: string) => `import { createRequire } from 'node:module';
		const require = createRequire(import.meta.url);
		${text}`;

	/** A clone in which the real scripts run, and stand-ins where they start something. */
	function clone() {
		cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
		for (const path of ['package.json', 'package-lock.json', 'src/lib/server/options.js', 'src/program-flags.json'])
			cpSync(join(root, path), join(folder, path));
		for (const path of ['static/a', 'drizzle/a', 'svelte.config.js', 'vite.config.ts']) writeIn(path, '');
		writeIn(
			'scripts/lib/system-packages.mjs',
			`export const ensurePackages = () => true;
			export const ensureAccounts = () => {};
			export const isRoot = () => false;`
		);
		writeIn(VITE, BUILT);
		writeIn(CODE_CACHE, DONE);
		writeIn(NPM, `#!/usr/bin/env node\n${DONE}`, 0o755);
		const lock = readFileSync(join(root, 'package-lock.json'));
		const installed = createHash('sha256').update(lock).update(process.versions.modules).digest('hex');
		writeIn(INSTALLED, installed);
	}

	function npmStart() {
		const npm = spawn('npm', ['start', '--silent'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
		let said = '';
		npm.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
		return { npm, ended: once(npm, 'close'), said: () => said };
	}

	/** The stand-in's process, once it says that it runs. */
	async function standIn(): Promise<number> {
		await expect.poll(() => existsSync(join(folder, PID))).toBe(true);
		return Number(readFileSync(join(folder, PID), 'utf8'));
	}

	it.each([
		['SIGTERM', 'installs packages', NPM, `#!/usr/bin/env node\n${BUSY}`, INSTALLED],
		['SIGTERM', 'builds', VITE, `${HALF_BUILT}${BUSY}`, STAMP],
		['SIGINT', 'builds', VITE, `${HALF_BUILT}${BUSY}`, STAMP],
		['SIGINT', 'compiles code', CODE_CACHE, module(BUSY), STAMP]
	] as const)('by %s while it %s leaves nobody at work, and nothing half done counts', LONG, async (...row) => {
		const [signal, , path, busy, stamp] = row;
		clone();
		const whole = readFileSync(join(folder, path), 'utf8');
		writeFileSync(join(folder, path), busy);
		writeIn(stamp, 'of an earlier version');
		const { npm, ended } = npmStart();
		let pid = 0;
		try {
			pid = await standIn();
			npm.kill(signal);
			await ended;
			expect(processRuns(pid), 'it ends before npm does').toBe(false);
		} finally {
			npm.kill('SIGKILL');
			if (processRuns(pid)) process.kill(pid, 'SIGKILL');
		}
		writeFileSync(join(folder, path), whole);
		const next = npmStart();
		await next.ended;
		expect(next.said()).toContain(stamp === STAMP ? 'Building …' : 'Installing npm packages');
		expect(next.said()).toContain('all of it');
	});

	it('ends what compiles code, which is a session of its own', LONG, async () => {
		clone();
		cpSync(join(root, CODE_CACHE), join(folder, CODE_CACHE));
		writeIn('scripts/lib/code-cache-child.mjs', module(BUSY.replaceAll(PID, join(folder, PID))));
		const temp = join(folder, 'temp');
		mkdirSync(temp);
		writeIn('build/supervisor.cjs', '');
		const child = spawn(process.execPath, [CODE_CACHE, 'build'], {
			cwd: folder,
			stdio: 'ignore',
			env: { ...process.env, TMPDIR: temp }
		});
		const ended = once(child, 'close');
		const pid = await standIn();
		child.kill('SIGTERM');
		await ended;
		await expect.poll(() => processRuns(pid)).toBe(false);
		expect(readdirSync(temp)).toEqual([]);
	});
});
