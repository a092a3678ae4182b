/** The keys service over the real key manager: client, supervisor and keyring. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BoxError } from '../../src/lib/contract/errors.ts';
import {
	createDkmClient,
	createDkmSupervisor,
	createKeyring,
	type DkmSupervisor,
	type Keyring
} from '../../src/lib/server/keys/index.ts';
import { createKeyring as createTimedKeyring } from '../../src/lib/server/keys/keyring.ts';
import { buildDkm, createFolder, memoryOf, vectors } from './dkm-process.ts';
import { processRuns } from '../support/processes.ts';

const PASSWORD = 'such password very secure';
const WORDS = vectors.dkm.derivations[0]?.mnemonic.split(' ') ?? [];
const OTHER_WORDS = vectors.dkm.derivations[1]?.mnemonic.split(' ') ?? [];
const first = vectors.dkm.firstDelegatesAsAnswered.calls[0]?.response;
const FIRST_KEY = { pub: first?.pub, priv: first?.priv, extended: first?.wif };
const failure = (members: Partial<BoxError>) => expect.objectContaining(members) as BoxError;

let built: Awaited<ReturnType<typeof buildDkm>>;
let place: ReturnType<typeof createFolder>;
let lines: string[];
let supervisor: DkmSupervisor;
let keyring: Keyring | undefined;

const socketPath = () => join(place.folder, 'run', 'dkm.sock');

function supervise(options: Partial<Parameters<typeof createDkmSupervisor>[0]> = {}): DkmSupervisor {
	const note = (...args: unknown[]) => void lines.push(JSON.stringify(args));
	return createDkmSupervisor({
		program: built.program,
		folder: join(place.folder, 'dkm'),
		socketPath: socketPath(),
		log: { info: note, warn: note, error: note },
		...options
	});
}

beforeAll(async () => {
	built = await buildDkm();
});
beforeEach(() => {
	place = createFolder();
	lines = [];
	supervisor = supervise();
});
afterEach(async () => {
	await keyring?.stop();
	keyring = undefined;
	await supervisor.stop();
	place.remove();
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

describe('the client', () => {
	it('creates, confirms, logs in, derives, changes and recovers', async () => {
		await supervisor.start();
		const client = createDkmClient({ socketPath: socketPath() });
		expect(await client.status()).toEqual({
			created: false,
			confirmed: false,
			unlocked: false,
			kdf: { running: 0, queued: 0 },
			original: false
		});
		const draft = await client.create({ password: 'first', confirmLater: true });
		expect(draft.words).toHaveLength(24);
		expect(draft.validForSeconds).toBe(3900);
		expect(await client.status()).toMatchObject({ created: true, confirmed: false, unlocked: true });
		await expect(client.create({ password: 'x' })).rejects.toThrow(failure({ code: 'key-exists', status: 409 }));

		const made = await client.create({
			password: PASSWORD,
			words: WORDS,
			replaceUnconfirmed: true,
			confirmLater: true
		});
		expect(made.words).toEqual(WORDS);
		await client.confirm(made.token);
		expect(await client.status()).toMatchObject({ created: true, confirmed: true });
		expect(await client.createDelegate({ id: 'pupA', token: made.token })).toEqual(FIRST_KEY);

		const rolled = await client.roll(made.token);
		await client.logout(rolled.token);
		await expect(client.roll(rolled.token)).rejects.toThrow(failure({ code: 'keys-locked', status: 401 }));

		const { token } = await client.login(PASSWORD);
		const changed = await client.changePassword({ current: PASSWORD, next: 'second' });
		await expect(client.createDelegate({ id: 'pupA', token })).rejects.toThrow(failure({ code: 'keys-locked' }));
		expect(await client.createDelegate({ id: 'pupA', token: changed.token })).toEqual(FIRST_KEY);
		const recovered = await client.changePassword({ words: WORDS, next: 'third' });
		expect(await client.createDelegate({ id: 'pupA', token: recovered.token })).toEqual(FIRST_KEY);
		expect((await client.recoverPassword({ words: WORDS, next: 'fourth' })).validForSeconds).toBe(3900);
		expect((await client.login('fourth')).token).toMatch(/^[0-9a-f]{32}$/);
	});

	it('says in a person’s words what is wrong', async () => {
		await supervisor.start();
		const client = createDkmClient({ socketPath: socketPath() });
		await expect(client.login('x')).rejects.toThrow(failure({ code: 'no-key', status: 409 }));
		await client.create({ password: PASSWORD, words: WORDS });
		await expect(client.login(' ')).rejects.toThrow(failure({ code: 'invalid-input', status: 422 }));
		await expect(client.changePassword({ current: 'x', next: 'y' })).rejects.toThrow(
			failure({ code: 'wrong-password', status: 401 })
		);
		await expect(client.changePassword({ current: PASSWORD, next: '' })).rejects.toThrow(
			failure({ code: 'invalid-input' })
		);

		const typo = WORDS.with(6, 'dogecoin');
		const swapped = [OTHER_WORDS[1] ?? '', OTHER_WORDS[0] ?? '', ...OTHER_WORDS.slice(2)];
		const recover = (words: string[]) => client.recoverPassword({ words, next: 'n' });
		await expect(recover(typo)).rejects.toThrow(
			failure({
				code: 'wrong-words',
				status: 422,
				message: 'Word 7 is not on the list of possible words.',
				fields: { 'words.7': 'Word 7 is not on the list of possible words.' }
			})
		);
		await expect(recover(swapped)).rejects.toThrow(
			failure({ code: 'wrong-words', status: 422, message: 'These words do not form a key.' })
		);
		await expect(recover(WORDS.slice(2))).rejects.toThrow(
			failure({ code: 'wrong-words', status: 422, message: 'The number of words is wrong.' })
		);
		await expect(recover(OTHER_WORDS)).rejects.toThrow(failure({ code: 'other-words', status: 403 }));
		for (let i = 0; i < 4; i++) await client.login('wrong', { from: '10.1.1.1' }).catch(() => undefined);
		await expect(client.login(PASSWORD, { from: '10.1.1.1' })).rejects.toThrow(
			failure({ code: 'too-many-attempts', status: 429, retryAfter: 1 })
		);
		expect((await client.login(PASSWORD, { from: '10.1.1.2' })).validForSeconds).toBe(3900);
	});
});

describe('the supervisor', () => {
	it('starts it with no secret in its arguments, keeps it small, and ends it', async () => {
		await supervisor.start();
		const pid = supervisor.pid() ?? 0;
		const client = createDkmClient({ socketPath: socketPath() });
		await client.create({ password: PASSWORD, words: WORDS });
		expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(PASSWORD);
		expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')).toContain('--exit-with-stdin');
		// Its private memory. Pages that it shares with dogeboxd (the text of node) do not count.
		// Measured: 13 MB.
		await vi.waitFor(() => expect(memoryOf(pid, 'RssAnon')).toBeLessThan(30_000), { timeout: 20_000, interval: 200 });
		await supervisor.stop();
		expect(supervisor.pid()).toBeNull();
		expect(processRuns(pid)).toBe(false);
		expect(existsSync(socketPath())).toBe(false);
		expect(lines.join('\n')).toContain('dkm listening on');
		expect(lines.join('\n')).not.toContain(PASSWORD);
		await expect(client.status()).rejects.toThrow(failure({ code: 'key-manager-down', status: 503 }));
	});

	it('starts it again after a kill, and tells', async () => {
		await supervisor.start();
		const client = createDkmClient({ socketPath: socketPath() });
		await client.create({ password: PASSWORD, words: WORDS });
		let downs = 0;
		const unsubscribe = supervisor.onDown(() => downs++);
		const pid = supervisor.pid() ?? 0;
		process.kill(pid, 'SIGKILL');
		await vi.waitFor(async () => expect(await client.status()).toMatchObject({ created: true, unlocked: false }), {
			timeout: 30_000,
			interval: 50
		});
		expect(supervisor.pid()).not.toBe(pid);
		expect(downs).toBe(1);
		unsubscribe();
		expect((await client.login(PASSWORD)).token).toMatch(/^[0-9a-f]{32}$/);
	});

	it('kills it when it hangs, and starts it again', { timeout: 60_000 }, async () => {
		await supervisor.start();
		const pid = supervisor.pid()!;
		process.kill(pid, 'SIGSTOP');
		await expect.poll(() => ![null, pid].includes(supervisor.pid()), { timeout: 40_000 }).toBe(true);
		await supervisor.ready();
		expect((await createDkmClient({ socketPath: socketPath() }).status()).created).toBe(false);
		expect(lines.join('\n')).toContain('it did not answer any more');
	});

	it('says why it does not start, and goes on trying', async () => {
		const program = join(built.folder, 'missing.js');
		await supervisor.stop();
		supervisor = supervise({ program, startWithinMs: 1500 });
		await expect(supervisor.start()).rejects.toThrow(failure({ code: 'key-manager-down', status: 503 }));
		writeFileSync(program, readFileSync(built.program));
		const client = createDkmClient({ socketPath: socketPath() });
		await vi.waitFor(async () => expect((await client.status()).created).toBe(false), {
			timeout: 20_000,
			interval: 100
		});
	});

	it('repeats the program’s own words when it cannot run', async () => {
		mkdirSync(place.folder, { recursive: true });
		writeFileSync(join(place.folder, 'dkm'), 'a file is in the way');
		// The longer timeout is for a machine that does not even start the program within the
		// shorter one.
		for (const startWithinMs of [1500, 20_000]) {
			supervisor = supervise({ startWithinMs });
			const { message } = (await supervisor.start().catch((error: unknown) => error)) as Error;
			if (startWithinMs < 20_000 && message.includes('did not start in time')) await supervisor.stop();
			else return expect(message).toContain('is not a folder');
		}
	});
});

describe('the keyring', () => {
	it('is locked until a login, derives, and is locked again when the key manager was restarted', async () => {
		await supervisor.start();
		const client = createDkmClient({ socketPath: socketPath() });
		const { token } = await client.create({ password: PASSWORD, words: WORDS });
		const ring = (keyring = createKeyring(client));
		let unlocks = 0;
		const off = ring.onUnlock(() => unlocks++);
		expect(ring.locked()).toBe(true);
		await expect(ring.delegate('pupA')).rejects.toThrow(failure({ code: 'keys-locked', status: 401 }));
		ring.unlock('');
		expect(ring.locked()).toBe(true);
		ring.unlock(token);
		expect(ring.locked()).toBe(false);
		expect(await ring.delegate('pupA')).toEqual(FIRST_KEY);

		// After a second login the new session is kept and the former one ends.
		const second = await client.login(PASSWORD);
		ring.unlock(second.token);
		await vi.waitFor(() => expect(client.roll(token)).rejects.toThrow(failure({ code: 'keys-locked' })), {
			timeout: 30_000
		});
		expect(await ring.delegate('pupA')).toEqual(FIRST_KEY);
		expect(unlocks).toBe(1);

		process.kill(supervisor.pid() ?? 0, 'SIGKILL');
		await vi.waitFor(async () => expect((await client.status()).unlocked).toBe(false), {
			timeout: 30_000,
			interval: 50
		});
		await expect(ring.delegate('pupA')).rejects.toThrow(failure({ code: 'keys-locked' }));
		expect(ring.locked()).toBe(true);
		ring.unlock((await client.login(PASSWORD)).token);
		expect(unlocks).toBe(2);
		off();
		ring.lock();
		await vi.waitFor(async () => expect((await client.status()).unlocked).toBe(false), { timeout: 30_000 });
		expect(ring.locked()).toBe(true);
	});

	it('rolls its token for as long as it runs', async () => {
		await supervisor.start();
		const real = createDkmClient({ socketPath: socketPath() });
		const { token } = await real.create({ password: PASSWORD, words: WORDS });
		const tokens: string[] = [];
		const roll = async (old: string) => {
			const session = await real.roll(old);
			tokens.push(session.token);
			return session;
		};
		const ring = (keyring = createTimedKeyring({ ...real, roll }, { every: 30, again: 10 }));
		ring.unlock(token);
		await vi.waitFor(() => expect(tokens.length).toBeGreaterThan(3), { timeout: 30_000 });
		expect(await ring.delegate('pupA')).toEqual(FIRST_KEY);
		await supervisor.stop();
		// A missing answer does not lock the keyring, but a refusal does.
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(ring.locked()).toBe(false);
		await supervisor.start();
		await vi.waitFor(() => expect(ring.locked()).toBe(true), { timeout: 30_000 });
	});
});
