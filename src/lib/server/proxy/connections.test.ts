import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKnownConnections, createWays, openConnections } from './connections.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-connections-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (peerPort: number) => ({ port: 8100, peer: '192.0.2.7', peerPort });

describe('connections that are cut', () => {
	it('are those on which an ended session passed, also where others share them', () => {
		const known = createKnownConnections([]);
		known.note(at(1), 'mine');
		known.note(at(2), 'other');
		known.note(at(3), 'other');
		known.note(at(3), 'mine');
		// A connection without a request yet has passed nothing.
		expect(known.toCut([at(1), at(2), at(3), at(4)], new Set(['mine']))).toEqual([at(1), at(3)]);
	});

	it('and those of before, until they ask', () => {
		const known = createKnownConnections([at(1), at(2)]);
		known.note(at(2), 'other');
		expect(known.toCut([at(1), at(2), at(3)], new Set(['mine']))).toEqual([at(1)]);
	});

	it('are never held to be known because so many are', () => {
		const known = createKnownConnections([]);
		for (let n = 1; n <= 20_001; n++) known.note(at(n), 'other');
		expect(known.toCut([at(1), at(2)], new Set(['mine']))).toEqual([at(1)]);
	});
});

describe('ways into a page without login', () => {
	it('end with a change of it, and whoever passes later does so by others', () => {
		const [ways, known] = [createWays(), createKnownConnections([])];
		known.note(at(1), ways.now(8100).open);
		// Decided just before the change.
		const early = ways.now(8100);
		const ended = new Set(ways.end(8100));
		known.note(at(2), early.token);
		known.note(at(3), ways.now(8100).open);
		known.note(at(4), ways.now(8101).open);
		expect(known.toCut([at(1), at(2), at(3), at(4)], ended)).toEqual([at(1), at(2)]);
	});
});

describe('open connections', () => {
	it('are read from the kernel’s tables, at these ports and established alone', () => {
		const [four, six] = [join(folder, 'tcp'), join(folder, 'tcp6')];
		const head = '  sl  local_address rem_address   st\n';
		writeFileSync(
			four,
			`${head}   0: 0100007F:1FA4 0702000A:C001 01\n   1: 0100007F:1FA4 00000000:0000 0A\n   2: 0100007F:1FA5 0702000A:C002 01\n   3: 0100007F:1FA4 0702000A:C003 08\n`
		);
		writeFileSync(
			six,
			`${head}   0: 0000000000000000FFFF00000100007F:1FA4 0000000000000000FFFF00000702000A:C004 01\n   1: 00000000000000000000000001000000:1FA4 B80D0120000000000000000001000000:C005 01\n`
		);
		expect(openConnections(new Set([8100]), [four, six, join(folder, 'none')])).toEqual([
			{ port: 8100, peer: '10.0.2.7', peerPort: 0xc001 },
			{ port: 8100, peer: '10.0.2.7', peerPort: 0xc003 },
			{ port: 8100, peer: '10.0.2.7', peerPort: 0xc004 },
			{ port: 8100, peer: '2001:db8::1', peerPort: 0xc005 }
		]);
	});
});
