import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('docs/api.md says what the operations are', { timeout: 60_000 }, () => {
	const script = join(import.meta.dirname, '../../../../scripts/api-docs.mjs');
	const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
	expect(stderr).toBe('');
	expect(status).toBe(0);
});
