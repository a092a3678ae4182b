import { expect, it } from 'vitest';
import type { ContainerProcess, ProcessExit } from '../../../containers/types.ts';
import { neverRan, watchProgram } from './first-moment.ts';
import { readVolumesFrom } from './volumes-from.ts';

const ID = 'a'.repeat(32);
/** An engine whose container has one process in each listing: its pid inside, and its command. */
function engineOf(listings: readonly (readonly [number, string])[], exit: Partial<ProcessExit> | null = null) {
	const left = [...listings];
	const fns: ((exit: ProcessExit) => void)[] = [];
	return {
		onExit(fn: (exit: ProcessExit) => void) {
			fns.push(fn);
			return () => {};
		},
		async processes() {
			const [listing] = left.splice(0, 1);
			if (listing) return [{ idInside: listing[0], command: listing[1] } as ContainerProcess];
			for (const fn of exit ? fns : []) fn({ id: ID, process: 'main', exitCode: 0, oomKilled: false, at: 0, ...exit });
			return [];
		}
	};
}

const runtime = [1, 'runc init'] as const;
const init = [2, '/dev/init -- nope'] as const;
it.each([
	['runs', engineOf([runtime, init, [2, 'nope 1']]), null],
	['runs without an init', engineOf([runtime, [1, 'nope 1']]), null],
	['is a script, without an init', engineOf([runtime, [1, '/usr/bin/crun create x'], [1, '/bin/sh /run']]), null],
	['is not there', engineOf([init], { exitCode: 127, neverRan: true }), 127],
	['is not there, seen between two programs', engineOf([[2, '[init]'], init], { exitCode: 127, neverRan: true }), 127],
	['may not be run', engineOf([init], { exitCode: 126, neverRan: true }), 126],
	['ended before it was seen, with whatever status', engineOf([init], { exitCode: 127 }), null],
	['is never seen', engineOf([]), null]
])('a program that %s', async (_, engine, status) => {
	expect(await watchProgram(engine, ID).failure(AbortSignal.timeout(500))).toBe(status);
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
