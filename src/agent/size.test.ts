import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linesOf, sittings, sizes } from '../../scripts/agent-size.mjs';
import { MOST } from '../../scripts/lib/agent-sittings.mjs';

it('what runs as root is as large as SECURITY.md says, and holds neither product nor database', () => {
	const { agent, supervisor, said } = sizes();
	// Within a tenth. `node scripts/agent-size.mjs --write` updates SECURITY.md.
	expect(Math.abs(agent - said.agent), `${agent} lines`).toBeLessThan(agent / 10);
	expect(Math.abs(supervisor - said.supervisor), `${supervisor} lines`).toBeLessThan(supervisor / 10);
	const rooms = [...linesOf('src/agent/main.ts').keys()].map((file) => /lib\/server\/([^/]+)/.exec(file)?.[1]);
	expect([...new Set(rooms)].filter(Boolean).sort()).toEqual([
		'accounts.ts',
		'boot-id.ts',
		'concurrency',
		'files',
		'held-bytes.ts',
		'host',
		'kept-process.ts',
		'keys',
		'mountinfo.ts',
		'settle-all.ts',
		'small-request.ts'
	]);
});

it('every file of the agent belongs to a sitting, and each sitting keeps to its limit', () => {
	const found = sittings();
	expect(found.strays, 'files of no sitting (scripts/lib/agent-sittings.mjs)').toEqual([]);
	expect(found.unused, 'paths of a sitting that name no file').toEqual([]);
	expect(found.sittings.filter(({ lines, limit }) => lines > limit)).toEqual([]);
	expect(found.sittings.filter(({ limit }) => limit > MOST)).toEqual([]);
	expect(found.sittings[0]).toMatchObject({ name: 'Boundary' });
});

it('SECURITY.md has the sittings with their limits', () => {
	const text = readFileSync(join(import.meta.dirname, '../../SECURITY.md'), 'utf8');
	const rows = [...text.matchAll(/^\| (\S[^|]*?) +\| +\d+ \| +(\d+) \|/gm)].map(([, name, limit]) => [
		name,
		Number(limit)
	]);
	// `node scripts/agent-size.mjs --write` updates the table. Its numbers of lines may be as
	// outdated as the sizes above.
	expect(rows).toEqual(sittings().sittings.map(({ name, limit }) => [name, limit]));
});
