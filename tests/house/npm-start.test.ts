/** A signal to `npm start` reaches the program. A stand-in replaces the program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processRuns } from '../support/processes.ts';

const STAND_IN = `
setInterval(() => {}, 1000);
console.log('up', process.pid);
`;
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
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
