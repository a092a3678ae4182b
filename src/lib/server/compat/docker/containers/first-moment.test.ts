import { expect, it } from 'vitest';
import type { ContainerProcess, ProcessExit } from '../../../containers/types.ts';
import { neverRan, watchProgram } from './first-moment.ts';
import { readVolumesFrom } from './volumes-from.ts';

const ID = 'a'.repeat(32);
/** A process by its pid inside and its command. Its pid on the host is higher by 100. */
const process = ([idInside, command, name = 'init']: Row) =>
	({ pid: 100 + idInside, parent: idInside === 1 ? 50 : 101, idInside, command, name }) as ContainerProcess;
type Row = readonly [idInside: number, command: string, name?: string];

/** An engine whose container has these processes in each listing, and exits after the last one. */
function engineOf(listings: readonly (readonly Row[])[], exit: Partial<ProcessExit> | null = null) {
	const left = [...listings];
	const fns: ((exit: ProcessExit) => void)[] = [];
	return {
		onExit(fn: (exit: ProcessExit) => void) {
			fns.push(fn);
			return () => {};
		},
		async processes() {
			const [listing] = left.splice(0, 1);
			if (listing) return listing.map(process);
			for (const fn of exit ? fns : []) fn({ id: ID, process: 'main', exitCode: 0, oomKilled: false, at: 0, ...exit });
			return [];
		}
	};
}

const runtime: Row = [1, 'runc init', 'runc:[2:INIT]'];
const init: Row = [1, '/dev/init -- nope'];
const forked: Row = [2, '/dev/init -- nope'];
const missing = { exitCode: 127, neverRan: true } as const;
/** Never asked for long enough to end by itself. */
const LONG = { seen: 50_000, unseen: 50_000 };
it.each([
	['runs', engineOf([[runtime], [init], [init, forked], [init, [2, 'nope 1', 'nope']]]), null],
	[
		'has the name of a runtime',
		engineOf([
			[init, forked],
			[init, [2, 'crun create x', 'crun']]
		]),
		null
	],
	[
		'is the test of a shell',
		engineOf([
			[init, forked],
			[init, [2, '[ -t 0 ]', '[']]
		]),
		null
	],
	[
		'has removed its arguments',
		engineOf([
			[init, forked],
			[init, [2, '[nope]', 'nope']]
		]),
		null
	],
	['runs without an init', engineOf([[runtime], [[1, 'nope 1']]]), null],
	['is a script, without an init', engineOf([[runtime], [[1, '/usr/bin/crun create x']], [[1, '/bin/sh /run']]]), null],
	['is not there', engineOf([[init]], missing), 127],
	['is not there, seen between two programs', engineOf([[[1, '[init]']], [init], [init, [2, '[init]']]], missing), 127],
	['is not there, on a slow machine', engineOf(Array<Row[]>(150).fill([init, forked]), missing), 127],
	['may not be run', engineOf([[init]], { exitCode: 126, neverRan: true }), 126],
	['ended before it was seen, with whatever status', engineOf([[init]], { exitCode: 127 }), null]
])('a program that %s', async (_, engine, status) => {
	expect(await watchProgram(engine, ID, LONG).failure(new AbortController().signal)).toBe(status);
});

it.each([
	['is stuck before it', engineOf(Array<Row[]>(1000).fill([init])), { seen: 20, unseen: 50_000 }],
	['cannot be seen on this host', engineOf([]), { seen: 50_000, unseen: 20 }],
	['belongs to no engine', null, LONG]
])('a program that %s is unknown', async (_, engine, within) => {
	expect(await watchProgram(engine, ID, within).failure(new AbortController().signal)).toBe('unknown');
});

it('is unknown to a client that has gone', async () => {
	expect(await watchProgram(engineOf([]), ID, LONG).failure(AbortSignal.timeout(20))).toBe('unknown');
});

it('whoever ends during a look is not kept until that is over', async () => {
	let ended: (exit: ProcessExit) => void = () => {};
	const engine = {
		onExit(fn: (exit: ProcessExit) => void) {
			ended = fn;
			return () => {};
		},
		processes: () => new Promise<never>(() => {})
	};
	const failure = watchProgram(engine, ID).failure(AbortSignal.timeout(5000));
	ended({ id: ID, process: 'main', exitCode: 127, oomKilled: false, at: 0, neverRan: true });
	expect(await failure).toBe(127);
});

it('says it as clients look for it', () => {
	expect(neverRan(127, 'nope')).toContain('exec: "nope": executable file not found in $PATH');
	expect(neverRan(126, '/etc')).toContain('permission denied');
});

it.each([
	['web', { name: 'web', readonly: false }],
	['web:ro', { name: 'web', readonly: true }],
	['web:rw,z', { name: 'web', readonly: false }]
])('volumes from %s', (text, read) => {
	expect(readVolumesFrom(text)).toEqual(read);
});
it.each([':ro', 'web:wo', ''])('volumes from %j are refused', (text) => {
	expect(() => readVolumesFrom(text)).toThrow('invalid volumes-from');
});
