import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { raiseOpenFiles } from './limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the open files of all programs together', () => {
	const file = join(folder, 'file-max');

	it('are as many as memory can hold, so that a pup reaches the limit of its memory first', async () => {
		writeFileSync(file, '100000\n');
		const raised = await raiseOpenFiles(1024 ** 3, file);
		expect(Number(readFileSync(file, 'utf8'))).toBe(raised);
		// No structure of the kernel for an open file is smaller than 192 bytes.
		expect(raised * 192).toBeGreaterThanOrEqual(1024 ** 3);
	});

	it('are left as they are where there are more', async () => {
		// As systemd sets it.
		writeFileSync(file, '9223372036854775807\n');
		await raiseOpenFiles(1024 ** 3, file);
		expect(readFileSync(file, 'utf8')).toBe('9223372036854775807\n');
	});
});
