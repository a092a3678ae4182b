/** Commands that are not recorded: what is checked before them, and how they are refused. */
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { BoxError, notFound } from '../../contract/errors.ts';
import type { Standing } from './decide.ts';
import { createBoxExecs, type BoxExecs } from './execs.ts';

type Deps = Parameters<typeof createBoxExecs>[0];

const ID = 'a'.repeat(32);
const refusal = (code: string, status = 409) => new BoxError({ code, status, message: code });

let standing: Standing;
/** What the engine answers with; null: the command runs. */
let refused: BoxError | null;
let checks: number;
let uses: number;
let end: () => void;
let execs: BoxExecs;

beforeEach(() => {
	[standing, refused, checks, uses] = ['runs', null, 0, 0];
	const ended = new Promise<void>((resolve) => (end = resolve));
	const engine = {
		exec: async (id: string, name: string, command: object) => {
			if (refused) throw refused;
			return { id, name, command, ended };
		}
	};
	const row = { id: ID, name: 'one' };
	execs = createBoxExecs({
		engine: null,
		events: { emit: () => {} },
		log: pino({ level: 'silent' }),
		rows: {
			get(box: string) {
				if (box !== row.id && box !== row.name) throw notFound('box', box);
				return row;
			}
		},
		running: {
			engine: () => engine,
			async standing() {
				checks++;
				return standing;
			},
			async user(_row: object, name: string) {
				if (name === 'nobody-knows') throw refusal('invalid-input', 422);
				return { account: { uid: 7, gid: 8 }, env: { HOME: '/home/seven' } };
			}
		},
		memory: {
			use() {
				uses++;
				return () => void uses--;
			}
		}
	} as unknown as Deps);
});

describe('a command of a client', () => {
	it('runs without another look at its box, which counts as used until it has ended', async () => {
		const session = await execs.session('one', { argv: ['true'], env: { A: 'b' } }, null);
		expect(session).toMatchObject({ id: ID, name: 'main', command: { argv: ['true'], env: { A: 'b' } } });
		expect([checks, uses]).toEqual([0, 1]);
		end();
		await expect.poll(() => uses).toBe(0);
	});

	it('runs as a user of the image, with the variables of that user', async () => {
		const session = await execs.session(ID, { argv: ['true'], env: { A: 'b' } }, 'seven');
		expect(session).toMatchObject({ command: { user: { uid: 7, gid: 8 }, env: { HOME: '/home/seven', A: 'b' } } });
	});

	it.each([
		['none', 'service-not-running', null, 'wrong-state'],
		['idle', 'service-not-running', null, 'wrong-state'],
		['paused', 'paused', null, 'paused'],
		// It does not run: that goes before what else is wrong.
		['none', 'service-not-running', 'nobody-knows', 'wrong-state'],
		['idle', 'command-not-found', null, 'wrong-state'],
		// It runs: the engine’s reason is the one.
		['runs', 'command-not-found', null, 'command-not-found'],
		['runs', 'too-many-sessions', null, 'too-many-sessions'],
		['runs', 'service-not-running', 'nobody-knows', 'invalid-input']
	] as const)('in a box that is %s and refuses it by %s, as user %s, fails with %s', async (is, why, user, code) => {
		[standing, refused] = [is, refusal(why)];
		await expect(execs.session('one', { argv: ['true'] }, user)).rejects.toMatchObject({ code });
		expect(uses).toBe(0);
	});

	it('in no box is refused as such', async () => {
		await expect(execs.session('two', { argv: ['true'] }, null)).rejects.toMatchObject({ code: 'not-found' });
		expect(uses).toBe(0);
	});
});
