import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeptProcess } from '../kept-process.ts';
import { keepKeyManager } from './process.ts';

/** What stands for the key manager. */
const PROGRAM = `console.log(process.execArgv.join(' '), typeof WebAssembly);
console.log('dkm listening on nothing');
process.stdin.resume();`;

describe('the key manager as a process', () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-kept-dkm-'));
	let kept: KeptProcess | undefined;
	afterEach(async () => {
		await kept?.stop(0);
		rmSync(folder, { recursive: true, force: true });
	});

	it('has flags that this Node knows, of which it prints nothing', async () => {
		const program = join(folder, 'dkm.cjs');
		writeFileSync(program, PROGRAM);
		const lines: string[] = [];
		const run = { program, folder, socketPath: join(folder, 'none.sock'), onEnd: () => true };
		kept = keepKeyManager({ ...run, onLine: (line) => lines.push(line) });
		kept.start();
		await expect.poll(() => lines, { timeout: 20_000 }).toContain('dkm listening on nothing');
		expect(lines).toHaveLength(2);
		expect(lines[0]).toMatch(/^--lite-mode .*--max-semi-space-size=1 undefined$/);
	});
});
