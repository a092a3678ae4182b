/** The key manager as a process: what must never happen, and how it starts and ends. */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { memoryOf, PASSWORD, pupA, pupB, useDkm, WORDS } from './dkm-process.ts';

const { folder, start, withKey, tokenOf } = useDkm();

describe('what must not happen', () => {
	it('a password change or recovery leaves no session open', async () => {
		const { dkm, token } = await withKey();
		const second = await tokenOf(dkm);
		const changed = await dkm.post('/change-password', {
			new_password: 'next',
			current_password: PASSWORD,
			session: true
		});
		for (const old of [token, second]) {
			expect(await dkm.post('/make-delegate', { id: 'a', token: old })).toMatchObject({
				status: 401,
				json: { error: 'token' }
			});
			expect((await dkm.post('/roll-token', { token: old })).status).toBe(401);
		}
		expect((await dkm.post('/make-delegate', { id: 'pupA', token: changed.json.token })).json).toEqual(pupA);
		expect((await dkm.post('/login', { password: PASSWORD })).status).toBe(401);
		await dkm.post('/recover-password', { new_password: 'third', seedphrase: WORDS });
		expect((await dkm.post('/roll-token', { token: changed.json.token })).status).toBe(401);
		expect((await dkm.get('/status')).json.unlocked).toBe(false);
		expect((await dkm.post('/login', { password: 'third' })).status).toBe(200);
	});

	it('many wrong passwords at once run two Argon2 at most, and give the memory back', async () => {
		const { dkm } = await withKey();
		let most = 0;
		let done = false;
		const watch = (async () => {
			while (!done) most = Math.max(most, ((await dkm.get('/status')).json.kdf as { running: number }).running);
		})();
		const answers = await Promise.all(
			Array.from({ length: 12 }, (_, i) => dkm.post('/login', { password: `wrong ${i}`, from: `10.0.0.${i}` }))
		);
		done = true;
		await watch;
		expect(most).toBeGreaterThan(0);
		expect(most).toBeLessThanOrEqual(2);
		// Two checks run, eight wait, and the rest is refused at once.
		expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
		const refused = answers.filter((answer) => answer.status === 429);
		expect(refused).toHaveLength(2);
		for (const answer of refused) {
			expect(answer.json.error).toBe('too-many');
			expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
		}
		// Node takes 75 MB, and each of two checks takes 64 MiB. Twelve checks at once would take
		// 768 MiB.
		expect(memoryOf(dkm.pid, 'VmHWM')).toBeLessThan(260_000);
		await vi.waitFor(() => expect(memoryOf(dkm.pid, 'RssAnon')).toBeLessThan(60_000), {
			timeout: 20_000,
			interval: 200
		});
	});

	it('guessing is slowed without running Argon2, for the one who guesses only', async () => {
		const { dkm } = await withKey();
		const guess = (from: string, password = 'wrong') => dkm.post('/login', { password, from });
		let refused: Awaited<ReturnType<typeof guess>>;
		do {
			for (let i = 0; i < 4; i++) expect((await guess('thief')).status).toBe(401);
			refused = await guess('thief', PASSWORD);
			// On a machine that paused for this second the login is accepted, and the loop starts
			// again.
		} while (refused.status === 200);
		expect(refused).toMatchObject({
			status: 429,
			json: { error: 'too-many', retry_after: 1 },
			headers: { 'retry-after': '1' }
		});
		expect((await guess('owner', PASSWORD)).status).toBe(200);
		await vi.waitFor(async () => expect((await guess('thief', PASSWORD)).status).toBe(200), {
			timeout: 30_000,
			interval: 200
		});
	});

	it('a dozen clients rolling their tokens at once do no harm', async () => {
		const { dkm } = await withKey();
		const tokens: string[] = [];
		for (let i = 0; i < 12; i++) tokens.push(await tokenOf(dkm));
		await Promise.all(
			tokens.map(async (first, i) => {
				let token = first;
				for (let round = 0; round < 25; round++) {
					const rolled = await dkm.post('/roll-token', { token });
					expect(rolled.status).toBe(200);
					token = String(rolled.json.token);
				}
				expect((await dkm.post('/make-delegate', { id: 'pupA', token })).json, `client ${i}`).toEqual(pupA);
			})
		);
		const same = await tokenOf(dkm);
		const rolls = await Promise.all(Array.from({ length: 12 }, () => dkm.post('/roll-token', { token: same })));
		expect(rolls.filter((roll) => roll.status === 200)).toHaveLength(1);
		expect(dkm.child.exitCode).toBeNull();
	});

	it('secrets are in no argument, no environment, no output and not in the files', async () => {
		const { dkm, token } = await withKey();
		const key = (await dkm.post('/make-delegate', { id: 'pupA', token })).json;
		await dkm.post('/login', { password: 'typed wrongly 4711' });
		await dkm.post('/login', '{"password":"broken json 4711');
		await dkm.post('/login', { password: ['a list 4711'] });
		const secrets = [PASSWORD, WORDS.join(' '), 'abandon', '4711', token, String(key.priv), String(key.wif)];
		const files = readdirSync(dkm.folder).map((file) => readFileSync(join(dkm.folder, file), 'latin1'));
		const seen = [
			readFileSync(`/proc/${dkm.pid}/cmdline`, 'utf8'),
			readFileSync(`/proc/${dkm.pid}/environ`, 'utf8'),
			...files
		];
		await dkm.stop();
		for (const secret of secrets) for (const text of [...seen, dkm.output()]) expect(text).not.toContain(secret);
	});

	it('a kill at any time loses nothing', async () => {
		const { dkm, token } = await withKey();
		const key = (await dkm.post('/make-delegate', { id: 'pupA', token })).json;
		const changing = dkm
			.post('/change-password', { new_password: 'next', current_password: PASSWORD })
			.catch(() => null);
		dkm.child.kill('SIGKILL');
		await changing;
		await dkm.ended;
		expect(existsSync(dkm.socket)).toBe(true);
		const again = await start();
		expect((await again.post('/roll-token', { token })).status).toBe(401);
		// Killed before or after the change was written: one of the two passwords is valid, and the
		// words always are.
		const logins = [
			await again.post('/login', { password: PASSWORD }),
			await again.post('/login', { password: 'next' })
		];
		expect(logins.map((login) => login.status).sort()).toEqual([200, 401]);
		const fresh = logins.find((login) => login.status === 200)?.json.token;
		expect((await again.post('/make-delegate', { id: 'pupA', token: fresh })).json).toEqual(key);
		expect((await again.post('/make-delegate', { id: 'pupB', token: fresh })).json).toEqual(pupB);
		expect((await again.post('/recover-password', { new_password: 'x', seedphrase: WORDS })).status).toBe(200);
	});
});

describe('the process', () => {
	it('has a folder, files and a socket for itself alone, and cleans up', async () => {
		const { dkm } = await withKey();
		expect(statSync(dkm.folder).mode & 0o777).toBe(0o700);
		expect(statSync(dkm.socket).mode & 0o777).toBe(0o600);
		const files = readdirSync(dkm.folder);
		expect(files).toContain('dkm.db');
		for (const file of files) expect(statSync(join(dkm.folder, file)).mode & 0o777, file).toBe(0o600);
		expect(await dkm.stop()).toEqual({ code: 0, signal: null });
		expect(readdirSync(dkm.folder)).toEqual(['dkm.db', 'reserve']);
		expect(existsSync(dkm.socket)).toBe(false);
	});

	it('ends cleanly in the middle of a password check', async () => {
		const { dkm } = await withKey();
		// In a loop, because a single login may end before it is seen.
		const logins = (async () => {
			while (dkm.child.exitCode === null) await dkm.post('/login', { password: PASSWORD }).catch(() => null);
		})();
		await vi.waitFor(async () => expect((await dkm.get('/status')).json.kdf).toMatchObject({ running: 1 }), {
			timeout: 30_000,
			interval: 1
		});
		expect(await dkm.stop()).toEqual({ code: 0, signal: null });
		await logins;
	});

	it('refuses a second one on its socket or on its folder, and takes over after a dead one', async () => {
		const dkm = await start();
		await expect(start()).rejects.toThrow('another key manager answers at');
		const beside = ['--socket', join(folder(), 'second.sock')];
		await expect(start(folder(), beside)).rejects.toThrow('is in use by another key manager');
		expect((await dkm.get('/status')).status).toBe(200);
		dkm.child.kill('SIGKILL');
		await dkm.ended;
		expect((await (await start()).get('/status')).status).toBe(200);
	});

	it('says what is wrong with its flags', async () => {
		await expect(start(folder(), ['--socket', join(folder(), 'x'.repeat(108))])).rejects.toThrow('at most 107');
		await expect(start(folder(), ['--nonsense'])).rejects.toThrow('dkm cannot start');
		writeFileSync(join(folder(), 'file'), '');
		await expect(start(folder(), ['--dir', join(folder(), 'file')])).rejects.toThrow('is not a folder');
		await expect(start(folder(), ['--help'])).rejects.toThrow('--exit-with-stdin');
	});

	it('ends with its starter', async () => {
		const dkm = await start(folder(), ['--exit-with-stdin']);
		expect((await dkm.get('/status')).status).toBe(200);
		dkm.child.stdin?.end();
		expect(await dkm.ended).toEqual({ code: 0, signal: null });
	});

	it('goes on as an ordinary user', async (context) => {
		const line = readFileSync('/etc/passwd', 'utf8')
			.split('\n')
			.find((entry) => entry.startsWith('nobody:'));
		if (process.getuid?.() !== 0 || !line) {
			console.log('skipped: needs root and a user “nobody”');
			context.skip();
		}
		const uid = Number(line?.split(':')[2]);
		const closed = await start(folder(), ['--user', 'nobody']);
		expect(closed.output()).toContain('cannot pass through the folders above');
		await closed.stop();

		chmodSync(folder(), 0o755);
		const dkm = await start(folder(), ['--user', 'nobody']);
		expect(dkm.output()).not.toContain('warning');
		expect(readFileSync(`/proc/${dkm.pid}/status`, 'utf8')).toMatch(
			new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm')
		);
		expect(statSync(dkm.folder).uid).toBe(uid);
		expect(statSync(join(dkm.folder, 'dkm.db')).uid).toBe(uid);
		const made = await dkm.post('/create', { password: PASSWORD, seedphrase: WORDS, session: true });
		expect((await dkm.post('/make-delegate', { id: 'pupA', token: made.json.token })).json).toEqual(pupA);
		expect((await dkm.post('/change-password', { new_password: 'n', current_password: PASSWORD })).status).toBe(200);
		expect(await dkm.stop()).toEqual({ code: 0, signal: null });
		const again = await start(folder(), ['--user', 'nobody']);
		expect((await again.post('/login', { password: 'n' })).status).toBe(200);

		const unknown = await start(join(folder(), 'b'), ['--user', 'nobody-of-this-name']);
		expect(unknown.output()).toContain('there is no user');
	});
});
