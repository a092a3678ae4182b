/** The small parts of the key manager: words, gate, delays, sessions, storage, accounts, flags. */
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSqlite } from '../sqlite.js';
import { createAttempts, delayAfter } from './attempts.ts';
import type { DkmFailure } from './failures.ts';
import { prepareFolder, prepareSocketPath } from './folder.ts';
import { createKdfGate } from './kdf.ts';
import { readOptions } from './options.ts';
import { createSessions, GRACE_S, VALID_FOR_S } from './sessions.ts';
import { openStorage } from './storage.ts';
import { findAccount } from '../lib/server/accounts.ts';
import { canReach } from './user.ts';
import { checkWords, newWords, splitWords } from './words.ts';

const failure = (members: Partial<DkmFailure>) => expect.objectContaining(members) as DkmFailure;

describe('words', () => {
	it('draws 24 good words, different each time', () => {
		const words = newWords();
		expect(words).toHaveLength(24);
		expect(() => checkWords(words)).not.toThrow();
		expect(newWords()).not.toEqual(words);
	});

	it('reads what people type', () => {
		expect(splitWords('  Abandon,ABOUT\n\tzoo\u3000zoo\u00a0')).toEqual(['abandon', 'about', 'zoo', 'zoo']);
		expect(splitWords([' Abandon ', 'about zoo', ''])).toEqual(['abandon', 'about', 'zoo']);
		// Full-width letters of a Japanese keyboard are the same letters after NFKD.
		expect(splitWords('ｚｏｏ')).toEqual(['zoo']);
		expect(splitWords('\ud800 zoo')).toHaveLength(2);
	});

	it('says which word is not on the list', () => {
		const words = newWords();
		words[16] = 'dogecoin';
		expect(() => checkWords(words)).toThrow(failure({ code: 'wordlist', status: 422, details: { position: 17 } }));
	});
});

describe('the gate before Argon2', () => {
	it('lets two run, some wait, and sends the rest away', async () => {
		const gate = createKdfGate({ atOnce: 2, waiting: 3 });
		let running = 0;
		let most = 0;
		const work = async () => {
			most = Math.max(most, ++running);
			await sleep(5);
			running--;
		};
		const results = await Promise.allSettled(Array.from({ length: 8 }, () => gate.run(work)));
		expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(5);
		const refused = results.filter((r) => r.status === 'rejected').map((r) => r.reason as DkmFailure);
		expect(refused).toEqual(Array(3).fill(failure({ code: 'too-many', status: 429, details: { retry_after: 2 } })));
		expect(most).toBe(2);
		expect(gate.load()).toEqual({ running: 0, queued: 0 });
	});

	it('hands its place over when work fails or is no longer wanted', async () => {
		const gate = createKdfGate({ atOnce: 1, waiting: 5 });
		const ran: string[] = [];
		const results = await Promise.allSettled([
			gate.run(() => Promise.reject(new Error('fails'))),
			gate.run(
				() => Promise.resolve(ran.push('unwanted')),
				() => {
					throw new Error('unwanted');
				}
			),
			gate.run(() => Promise.resolve(ran.push('last')))
		]);
		expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
		expect(ran).toEqual(['last']);
		expect(gate.load()).toEqual({ running: 0, queued: 0 });
	});
});

describe('delay after wrong passwords', () => {
	it('grows, and ends at half a minute', () => {
		expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(delayAfter)).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
	});

	it('never locks out for good, and not others', () => {
		let now = 0;
		const attempts = createAttempts(() => now);
		for (let i = 0; i < 100; i++) attempts.failed('thief');
		expect(() => attempts.check('thief')).toThrow(failure({ code: 'too-many', details: { retry_after: 30 } }));
		expect(() => attempts.check('owner')).not.toThrow();
		now = 29.5;
		expect(() => attempts.check('thief')).toThrow(failure({ details: { retry_after: 1 } }));
		now = 30;
		expect(() => attempts.check('thief')).not.toThrow();
		attempts.succeeded('thief');
		attempts.failed('thief');
		expect(() => attempts.check('thief')).not.toThrow();
	});

	it('forgets after a quarter of an hour, and does not grow without end', () => {
		let now = 0;
		const attempts = createAttempts(() => now);
		for (let i = 0; i < 8; i++) attempts.failed('slow');
		now = 901;
		attempts.check('slow');
		attempts.failed('slow');
		expect(() => attempts.check('slow')).not.toThrow();

		for (let i = 0; i < 20; i++) attempts.failed('first');
		for (let i = 0; i < 2000; i++) attempts.failed(`other ${i}`);
		expect(() => attempts.check('first')).not.toThrow();
	});
});

describe('sessions', () => {
	let now = 0;
	const master = () => Uint8Array.from({ length: 64 }, (_, i) => i);
	const bad = failure({ code: 'token', status: 401 });

	beforeEach(() => {
		now = 0;
		vi.useFakeTimers();
	});
	afterEach(() => void vi.useRealTimers());

	const pass = (seconds: number) => {
		now += seconds;
		vi.advanceTimersByTime(seconds * 1000);
	};

	it('keep the key for the holder of the token only, and wipe what was lent', () => {
		const sessions = createSessions(() => now);
		const token = sessions.open(master());
		expect(token).toMatch(/^[0-9a-f]{32}$/);
		let lent: Uint8Array = Uint8Array.of(1);
		sessions.use(token, (bytes) => {
			expect(bytes).toEqual(master());
			lent = bytes;
		});
		expect(lent).toEqual(new Uint8Array(64));
		for (const odd of ['', '__proto__', 'x'.repeat(5000), '\ud800']) {
			expect(() => sessions.use(odd, () => undefined)).toThrow(bad);
		}
		sessions.end(token);
		expect(() => sessions.use(token, () => undefined)).toThrow(bad);
		expect(sessions.any()).toBe(false);
	});

	it('run out by themselves, a little later than said', () => {
		const sessions = createSessions(() => now);
		const token = sessions.open(master());
		pass(VALID_FOR_S + GRACE_S - 1);
		expect(sessions.use(token, (b) => b.length)).toBe(64);
		pass(1);
		expect(sessions.any()).toBe(false);
		expect(() => sessions.use(token, () => undefined)).toThrow(bad);
	});

	it('roll: the old token works on for ten seconds, also after it was shown again', () => {
		const sessions = createSessions(() => now);
		const old = sessions.open(master());
		const fresh = sessions.roll(old);
		expect(() => sessions.roll(old)).toThrow(bad);
		expect(sessions.use(old, (b) => b[5])).toBe(5);
		expect(sessions.use(fresh, (b) => b[5])).toBe(5);
		pass(GRACE_S);
		expect(() => sessions.use(old, () => undefined)).toThrow(bad);
		expect(sessions.use(fresh, (b) => b[5])).toBe(5);
		pass(VALID_FOR_S - 1);
		expect(sessions.any()).toBe(true);
		sessions.endAll();
		expect(sessions.any()).toBe(false);
	});

	it('are bounded: the oldest makes room', () => {
		const sessions = createSessions(() => now);
		const tokens = Array.from({ length: 257 }, () => sessions.open(master()));
		expect(() => sessions.use(tokens[0] ?? '', () => undefined)).toThrow(bad);
		expect(sessions.use(tokens[1] ?? '', (b) => b.length)).toBe(64);
	});
});

describe('on disk', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dkm-parts-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const sealed = (n: number) => ({ salt: Buffer.alloc(16, n), nonce: Buffer.alloc(24, n), enc: Buffer.alloc(127, n) });
	const key = (n: number) => ({ ...sealed(n), pub: Buffer.alloc(33, n) });

	it('keeps one key; an unconfirmed one can be replaced, by one of two at once', () => {
		const storage = openStorage(join(folder, 'dkm.db'));
		expect(storage.key()).toBeNull();
		expect(storage.addKey(key(1), false)).toBe(true);
		expect(storage.addKey(key(2), true)).toBe(false);
		expect(storage.key()).toEqual({ ...key(1), unconfirmed: true });
		expect(storage.numberFor('early')).toBe(1);
		expect(storage.replaceUnconfirmed(key(1).pub, key(3), false)).toBe(true);
		expect(storage.replaceUnconfirmed(key(1).pub, key(4), false)).toBe(false);
		expect(storage.delegate('early')).toBeNull();
		storage.confirm();
		expect(storage.replaceUnconfirmed(key(3).pub, key(4), false)).toBe(false);
		expect(storage.key()).toEqual({ ...key(3), unconfirmed: false });
		expect(storage.resealKey({ ...key(5), pub: key(3).pub })).toBe(true);
		expect(storage.resealKey(key(6))).toBe(false);
		storage.close();
	});

	it('numbers ids in order, for ever, whatever they look like', () => {
		const storage = openStorage(join(folder, 'dkm.db'));
		const ids = [
			'a',
			'__proto__',
			'../../etc/passwd',
			'狗',
			'x'.repeat(60_000),
			"'; DROP TABLE delegate; --",
			'nul\0byte'
		];
		expect(ids.map((id) => storage.numberFor(id))).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(ids.map((id) => storage.numberFor(id))).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(storage.sealDelegate('a', sealed(1), Buffer.alloc(33, 1))).toBe(true);
		expect(storage.sealDelegate('a', sealed(2), Buffer.alloc(33, 2))).toBe(false);
		storage.setDelegatePub('狗', Buffer.alloc(33, 9));
		storage.setDelegatePub('狗', Buffer.alloc(33, 8));
		expect(storage.delegate('狗')?.pub).toEqual(Buffer.alloc(33, 9));
		storage.close();
		expect(existsSync(join(folder, 'dkm.db-wal'))).toBe(false);
	});

	it('says so when all numbers are used', () => {
		const file = join(folder, 'dkm.db');
		openStorage(file).close();
		const db = openSqlite(file);
		db.prepare("INSERT INTO delegate VALUES ('last', x'', x'', x'', x'', 2147483647)").run();
		db.close();
		const storage = openStorage(file);
		expect(() => storage.numberFor('one more')).toThrow(failure({ code: 'too-deep' }));
		storage.close();
	});

	it('closes a folder and a database that were open to others, and refuses what is no folder', () => {
		const dir = join(folder, 'keys');
		const warnings: string[] = [];
		prepareFolder(dir, (line) => warnings.push(line));
		expect(statSync(dir).mode & 0o777).toBe(0o700);
		expect(warnings).toEqual([]);
		const file = join(dir, 'dkm.db');
		openSqlite(file).exec('CREATE TABLE x (y)').close();
		chmodSync(dir, 0o755);
		chmodSync(file, 0o644);
		prepareFolder(dir, (line) => warnings.push(line));
		expect(statSync(dir).mode & 0o777).toBe(0o700);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(warnings).toHaveLength(2);
		expect(() => prepareFolder(file, () => undefined)).toThrow('is not a folder');
	});

	it('refuses a socket path which Linux cannot hold, or which is a file', async () => {
		await expect(prepareSocketPath(join(folder, 'x'.repeat(108)))).rejects.toThrow('at most 107');
		openStorage(join(folder, 'dkm.db')).close();
		await expect(prepareSocketPath(join(folder, 'dkm.db'))).rejects.toThrow('is not a socket');
		const deep = join(folder, 'a', 'b', 'dkm.sock');
		await prepareSocketPath(deep);
		expect(existsSync(join(folder, 'a', 'b'))).toBe(true);
	});
});

describe('accounts', () => {
	const passwd = 'root:x:0:0:root:/root:/bin/sh\ndkm:x:420:69:DKM:/var/empty:/bin/false\nbroken\n';
	const group = 'root:x:0:\ndogebox:x:69:\nkeys:x:77:other,dkm\ndkmx:x:78:dkmx\n';

	it('are found with their groups', () => {
		expect(findAccount('dkm', passwd, group)).toEqual({ name: 'dkm', uid: 420, gid: 69, groups: [69, 77] });
		expect(findAccount('nobody', passwd, group)).toBeNull();
		expect(findAccount('broken', passwd, group)).toBeNull();
	});

	it('reach a folder only through folders open to them', () => {
		const stranger = { name: 'x', uid: 54321, gid: 54321, groups: [54321] };
		const folder = mkdtempSync(join(tmpdir(), 'dkm-reach-'));
		try {
			expect(canReach(stranger, folder)).toBe(true);
			expect(canReach(stranger, join(folder, 'inside'))).toBe(false);
			const { uid } = statSync(folder);
			expect(canReach({ ...stranger, uid }, join(folder, 'inside'))).toBe(true);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe('flags', () => {
	it('are read, and refused when they do not fit', () => {
		expect(readOptions(['--help'])).toBeNull();
		expect(readOptions(['--dir', '/a', '--socket', '/b', '--user', 'dkm', '--exit-with-stdin'])).toEqual({
			folder: '/a',
			socket: '/b',
			user: 'dkm',
			clientGroup: null,
			exitWithStdin: true
		});
		expect(() => readOptions(['--dir', '/a'])).toThrow('--socket is missing');
		expect(() => readOptions(['--dir', '/a', '--socket', '/b', '--password', 'x'])).toThrow(
			"Unknown option '--password'"
		);
	});
});
