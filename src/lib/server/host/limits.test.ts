import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { letMemoryBound } from './limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'limits-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
	// The kernel's structures for an open file are at least this large.
	['open files', 'file-max', 192],
	// Two events of 32 bytes each.
	['requests of native I/O', 'aio-max-nr', 64]
])('the %s of all programs together', (_what, name, bytes) => {
	const file = join(folder, name);

	it('are as many as memory can hold, so that a pup reaches the limit of its memory first', async () => {
		for (const one of ['file-max', 'aio-max-nr']) writeFileSync(join(folder, one), '65536\n');
		await letMemoryBound(1024 ** 3, folder);
		expect(Number(readFileSync(file, 'utf8')) * bytes).toBeGreaterThanOrEqual(1024 ** 3);
	});

	it('are left as they are where there are more', async () => {
		// The value that systemd sets.
		writeFileSync(file, '9223372036854775807\n');
		await letMemoryBound(1024 ** 3, folder);
		expect(readFileSync(file, 'utf8')).toBe('9223372036854775807\n');
	});

	it('are raised although the others cannot be', async () => {
		for (const one of ['file-max', 'aio-max-nr']) rmSync(join(folder, one), { force: true });
		writeFileSync(file, '65536\n');
		await expect(letMemoryBound(1024 ** 3, folder)).rejects.toMatchObject({ code: 'ENOENT' });
		expect(Number(readFileSync(file, 'utf8'))).toBeGreaterThan(65536);
	});
});
