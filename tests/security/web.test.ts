/** A hostile page in the owner's browser, hostile paths, and where secrets could leak. */
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, PASSWORD, cannotRun } from '../support/alive.ts';
import { raw, upgradeStatus } from '../support/http.ts';
import { openLive } from '../support/live.ts';

const SECRET = 'sealed-4711-secret';

describe.skipIf(cannotRun())('from outside', () => {
	let box: AliveBox;
	let id = '';
	let token = '';
	let pageOrigin = '';
	const cookie = () => ({ cookie: `dogebox_session=${token}` });
	/**
	 * Arguments and environments of all processes that ran while the box was set up and a pup was
	 * installed, configured and started.
	 */
	const commandLines = new Set<string>();

	beforeAll(async () => {
		box = await AliveBox.start('web', { setUp: false, env: { DOGEBOX_LOG_LEVEL: 'debug' } });
		let active = true;
		const reading = (async () => {
			while (active) {
				for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
					if (Number(pid) === process.pid) continue;
					for (const file of ['cmdline', 'environ']) {
						try {
							const text = readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', '\n');
							if (text) commandLines.add(text);
						} catch {
							// The process has ended.
						}
					}
				}
				await new Promise((resolve) => setTimeout(resolve, 15));
			}
		})();
		box.words = await box.api.setUp(PASSWORD);
		await box.addSource(HOSTILE_SOURCE);
		const live = await box.liveClient();
		expect(live.frames.length).toBeGreaterThan(0);
		id = await box.install('Probe');
		await live.subscribe([`pup:${id}:log`]);
		const { body } = await box.api.call<{ jobId?: string }>('PUT', `/pups/${id}/config`, {
			values: { API_KEY: SECRET }
		});
		if (body.jobId) await box.succeeds(body.jobId);
		const pup = await box.state(id, 'running');
		active = false;
		await reading;
		token = box.api.token() ?? '';
		pageOrigin = new URL(pup.webPages[0]?.url ?? '').origin;
	});
	afterAll(() => box?.dispose());

	describe('another site’s page', () => {
		/** Headers that a browser sends with a request which another page makes. */
		const hostile: [string, () => Record<string, string>][] = [
			['of the internet', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
			['without Sec-Fetch-Site', () => ({ origin: 'https://evil.example' })],
			['sandboxed', () => ({ origin: 'null' })],
			['of a pup', () => ({ origin: pageOrigin, 'sec-fetch-site': 'same-site' })],
			['of a pup, Origin alone', () => ({ origin: pageOrigin })],
			['without Origin', () => ({ 'sec-fetch-site': 'cross-site' })],
			['of the same name and another scheme', () => ({ origin: box.url.replace('http', 'https') })]
		];

		it.each(hostile)('%s cannot change anything', async (_name, headers) => {
			for (const [method, path, body] of [
				['POST', `/api/v1/pups/${id}/stop`, ''],
				['POST', `/api/v1/pups/${id}/stop`, '{}'],
				['DELETE', `/api/v1/pups/${id}?keepData=false`, ''],
				['PUT', `/api/v1/pups/${id}/config`, '{"values":{"GREETING":"evil"}}'],
				['DELETE', '/api/v1/sessions/current', ''],
				['POST', '/api/v1/sources', '{"location":"/tmp"}']
			] as const) {
				for (const type of ['application/json', 'text/plain']) {
					const answer = await raw(`${box.url}${path}`, {
						method,
						headers: { ...cookie(), ...headers(), 'content-type': type },
						...(body && { body })
					});
					expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(403);
				}
			}
			expect((await box.pup(id)).state).toBe('running');
		});

		it.each(hostile)('%s cannot send a form to a page of the box', async (_name, headers) => {
			for (const path of [
				'/login',
				'/settings',
				'/logout',
				`/pups/${id}`,
				`/pups/${id}?/stop`,
				'/store',
				'/store?/install'
			]) {
				const answer = await raw(`${box.url}${path}`, {
					method: 'POST',
					headers: { ...cookie(), ...headers(), 'content-type': 'application/x-www-form-urlencoded' },
					body: 'password=guess&id=x'
				});
				expect(answer.status, `${path}: ${answer.text}`).toBe(403);
			}
			expect((await box.pup(id)).state).toBe('running');
			expect((await box.api.call('GET', '/pups')).status).toBe(200);
		});

		it.each(hostile.slice(0, 5))('%s cannot open the live socket', async (_name, headers) => {
			expect(await upgradeStatus(`${box.url}/api/v1/live`, { ...cookie(), ...headers() })).toBe(403);
		});

		it('the box’s own page can', async () => {
			expect(await upgradeStatus(`${box.url}/api/v1/live`, { ...cookie(), origin: box.url })).toBe(101);
			const answer = await raw(`${box.url}/api/v1/pups`, {
				headers: { ...cookie(), origin: box.url, 'sec-fetch-site': 'same-origin' }
			});
			expect(answer.status).toBe(200);
		});

		it('is not told anything by CORS, and cannot frame the box', async () => {
			const answer = await raw(`${box.url}/api/v1/pups`, { headers: { ...cookie(), origin: 'https://evil.example' } });
			expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
			const preflight = await raw(`${box.url}/api/v1/pups`, {
				method: 'OPTIONS',
				headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
			});
			expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
			const page = await raw(`${box.url}/login`);
			expect(`${page.headers['content-security-policy'] ?? ''} ${page.headers['x-frame-options'] ?? ''}`).toMatch(
				/frame-ancestors 'none'|frame-ancestors 'self'|DENY|SAMEORIGIN/i
			);
			expect(page.headers['x-content-type-options']).toBe('nosniff');
			expect(page.headers['referrer-policy'] ?? '').toMatch(/no-referrer|same-origin|strict-origin/);
		});

		it('a page of another site cannot make a pup’s page do something either', async () => {
			const origin = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
			const post = await raw(`${pageOrigin}/run`, {
				method: 'POST',
				headers: { ...cookie(), ...origin },
				body: 'print(1)'
			});
			expect(post.status, post.text).toBe(403);
			expect(await upgradeStatus(`${pageOrigin}/socket`, { ...cookie(), ...origin })).toBe(403);
		});

		it('the session cookie is kept from scripts and from other sites', async () => {
			const answer = await raw(`${box.url}/login`, {
				method: 'POST',
				headers: { origin: box.url, 'content-type': 'application/x-www-form-urlencoded' },
				body: `password=${encodeURIComponent(PASSWORD)}`
			});
			const session = answer.cookies.find((line) => line.startsWith('dogebox_session='));
			expect(session, `${answer.status} ${answer.cookies.join()}`).toBeDefined();
			for (const line of answer.cookies) {
				expect(line).toMatch(/HttpOnly/i);
				expect(line).toMatch(/SameSite=Lax|SameSite=Strict/i);
			}
		});

		it('leads nobody to another site after login', async () => {
			for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
				const answer = await raw(`${box.url}/login?next=${encodeURIComponent(next)}`, {
					method: 'POST',
					headers: { origin: box.url, 'content-type': 'application/x-www-form-urlencoded' },
					body: `password=${encodeURIComponent(PASSWORD)}&next=${encodeURIComponent(next)}`
				});
				expect(answer.headers.location ?? '', next).not.toMatch(/evil|javascript/);
			}
		});
	});

	describe('a pup’s page, at another port of the owner’s host name', () => {
		/**
		 * Cookies ignore ports, so a page can add these to what the owner's browser sends to the
		 * box.
		 */
		const TOSSED: [string, string[]][] = [
			['eight cookies of 4 kB', Array.from({ length: 8 }, (_, n) => `big${n}=${'x'.repeat(4000)}`)],
			['400 small cookies', Array.from({ length: 400 }, (_, n) => `small${n}=${n}`)],
			['a session that is none', ['dogebox_session=evil']],
			['a session that is none, quoted', ['dogebox_session="evil"']],
			['170 sessions that look right', Array.from({ length: 170 }, (_, n) => `dogebox_session=dbx_${n}`)],
			['a device and a wizard', ['dogebox_device=evil', 'dogebox_wizard=evil']],
			['a name alone and an empty one', ['dogebox_session', '=x', '=']]
		];

		it.each(TOSSED)('does not log the owner out by %s', async (_name, tossed) => {
			const headers = { cookie: [...tossed, `dogebox_session=${token}`].join('; ') };
			expect((await raw(`${box.url}/api/v1/pups`, { headers })).status).toBe(200);
			expect((await raw(`${box.url}/`, { headers: { ...headers, accept: 'text/html' } })).status).toBe(200);
			expect(await upgradeStatus(`${box.url}/api/v1/live`, { Cookie: headers.cookie, Origin: box.url })).toBe(101);
			expect((await raw(`${pageOrigin}/`, { headers })).status).toBe(200);
		});

		it.each(['dogebox_session', 'DogeBox_Session', '%20dogebox_session', 'dogebox_device', '__p1_session'])(
			'cannot set the cookie %s',
			async (name) => {
				const { status, cookies } = await raw(`${pageOrigin}/cookies?name=${name}`, { headers: cookie() });
				expect(status).toBe(200);
				const own = `__p${new URL(pageOrigin).port}_`;
				const others = cookies.filter((line) => !line.startsWith(own) && !line.startsWith('own='));
				expect([others, cookies.some((line) => line.startsWith(`${own}own=`))]).toEqual([[], true]);
			}
		);

		it('gets no cookie of the box nor of another page, and no token', async () => {
			const port = new URL(pageOrigin).port;
			const sent = {
				cookie: `other=1; ${cookie().cookie}; dogebox_device=2; __p1_session=3; __p${port}_session=own`,
				authorization: `Bearer ${token}`
			};
			const { text } = await raw(`${pageOrigin}/headers`, { headers: sent });
			expect((JSON.parse(text) as { headers: Record<string, string> }).headers).toMatchObject({
				cookie: 'session=own'
			});
			expect(text).not.toContain(token);
		});
	});

	describe('hostile paths and bodies', () => {
		it.each([
			'/api/v1/pups/..%2f..%2fetc%2fpasswd',
			'/api/v1/pups/../../../../etc/passwd',
			'/api/v1/pups/%2e%2e/%2e%2e/etc/passwd/logs?tail=5',
			'/api/v1/jobs/..%2f..%2fdogebox.db',
			'/api/v1/jobs/%00',
			'/../../../../etc/passwd',
			'/..%2f..%2f..%2fetc%2fpasswd',
			'/_app/..%2f..%2f..%2fetc%2fpasswd',
			'/_app/immutable/..%5c..%5cetc%5cpasswd',
			'/%c0%ae%c0%ae/etc/passwd',
			'/%',
			'/api/v1/%ff'
		])('%s gives nothing and breaks nothing', async (path) => {
			const answer = await raw(box.url, { rawPath: path, headers: { authorization: `Bearer ${token}` } });
			// A path that is no valid UTF-8 names no page. Paths below /api are compared in their
			// raw form.
			const unreadable = path === '/%' || path.startsWith('/%c0');
			expect(answer.status, answer.text.slice(0, 200)).toBe(unreadable ? 400 : 404);
			expect(answer.text).not.toContain('root:x:0');
		});

		it('service and tail of a log are not paths', async () => {
			for (const service of ['../../../../etc/passwd', '..%2F..%2Fdogebox.db', '/etc/passwd', 'a\u0000b', '.', '..']) {
				const answer = await box.api.call('GET', `/pups/${id}/logs?tail=10&service=${encodeURIComponent(service)}`);
				expect(answer.status, service).toBe(404);
				expect(JSON.stringify(answer.body)).not.toContain('root:x:0');
			}
		});

		it('a source cannot be used to read the box’s own data', async () => {
			for (const location of [
				box.options.data,
				join(box.options.data, 'dkm'),
				'/proc/self',
				'/',
				'/etc',
				`${HOSTILE_SOURCE}/../../../etc`
			]) {
				const answer = await box.api.call('POST', '/sources', { location });
				expect(answer.status, `${location}: ${JSON.stringify(answer.body)}`).toBe(422);
			}
		});

		it('__proto__, deep nesting and wrong types are refused or ignored', async () => {
			for (const body of [
				'{"values":{"constructor":"x"}}',
				'{"values":[]}',
				'{"values":null}',
				'[]',
				'null',
				'"x"',
				`${'['.repeat(20_000)}${']'.repeat(20_000)}`
			]) {
				const answer = await raw(`${box.url}/api/v1/pups/${id}/config`, {
					method: 'PUT',
					headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
					body
				});
				expect(answer.status, `${body.slice(0, 60)}: ${answer.text.slice(0, 200)}`).toBe(422);
			}
		});

		it('a prototype in the body poisons nothing', async () => {
			const answer = await raw(`${box.url}/api/v1/pups/${id}/config`, {
				method: 'PUT',
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				body: '{"values":{"__proto__":{"LOUD":true,"isSet":true}}}'
			});
			expect(answer.status).toBe(422);
			const fields = (await box.pup(id)).config.sections.flatMap((section) => section.fields);
			expect(fields.find((field) => field.name === 'LOUD')).toMatchObject({ value: null });
		});

		it('a broken request, a slow one and a smuggled one do not hurt others', async () => {
			const open = (text: string) =>
				new Promise<string>((resolve) => {
					const socket = connect(box.box.port, '127.0.0.1', () => socket.write(text));
					let got = '';
					socket.on('data', (chunk) => (got += String(chunk)));
					socket.on('error', () => resolve(got));
					socket.on('close', () => resolve(got));
					setTimeout(() => socket.destroy(), 1500);
				});
			const answers = await Promise.all([
				open('NONSENSE\r\n\r\n'),
				open('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'),
				open(
					'POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
				),
				open('GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
				open('GET /api/v1/box HTTP/1.1\r\nHost: x\r\nX-A: ')
			]);
			for (const answer of answers) expect(answer).not.toMatch(/^HTTP\/1\.1 (200|5\d\d)/);
			expect((await box.api.call('GET', '/box')).status).toBe(200);
		});

		it('the live socket refuses what it does not know, and is not brought down by it', async () => {
			const live = await openLive(box.url, { authorization: `Bearer ${token}` });
			const closed = new Promise<void>((resolve) => live.socket.once('close', () => resolve()));
			for (const text of [
				'nonsense',
				'{}',
				'{"type":"subscribe","channels":["../../etc"]}',
				'{"type":"subscribe","channels":3}',
				'[]'
			])
				live.socket.send(text);
			const error = live.wait((frame) => frame.type === 'error', { timeoutMs: 10_000 });
			await Promise.race([error, closed]);
			const large = await openLive(box.url, { authorization: `Bearer ${token}` });
			const gone = new Promise<void>((resolve) => large.socket.once('close', () => resolve()));
			large.socket.send('x'.repeat(8 * 1024 * 1024));
			await gone;
			live.close();
			expect((await box.api.call('GET', '/box')).status).toBe(200);
		});

		it('errors tell no stack, path or query of the inside', async () => {
			const answers = await Promise.all(
				['/api/v1/nothing', `/api/v1/pups/${'f'.repeat(32)}`, '/no/such/page', '/api/v1/pups/%zz'].map((path) =>
					raw(box.url, { rawPath: path, headers: { authorization: `Bearer ${token}` } })
				)
			);
			for (const { text } of answers) expect(text).not.toMatch(/\bat .+:\d+:\d+\)|node_modules|SqliteError|\/build\//);
		});
	});

	describe('guessing', () => {
		it('is slowed down at one address, and the owner’s session goes on', async () => {
			const guess = (at: number) => box.api.call<{ code: string }>('POST', '/sessions', { password: `guess ${at}` });
			let tries = 0;
			let answer = await guess(tries);
			while (answer.status === 401 && tries < 12) {
				expect(answer.body.code).toBe('wrong-password');
				answer = await guess(++tries);
			}
			expect([answer.status, answer.body.code]).toEqual([429, 'too-many-attempts']);
			expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
			expect((await box.api.call('GET', '/pups')).status).toBe(200);
		});
	});

	describe('secrets', () => {
		const secrets = () => [PASSWORD, SECRET, token, box.words.join(' '), box.words.slice(0, 6).join(' ')];

		it('were in no process’s arguments or environment while the box worked', () => {
			expect(commandLines.size).toBeGreaterThan(10);
			for (const text of commandLines) {
				// The pup itself gets its configuration as environment variables, which is the
				// purpose of that field.
				if (text.includes(`DBX_PUP_ID=${id}`)) continue;
				for (const secret of secrets()) expect(text).not.toContain(secret);
			}
		});

		it('are not in what the box printed', () => {
			const printed = box.box.output();
			for (const secret of secrets()) expect(printed).not.toContain(secret);
		});

		it('are in no file but those meant for them, and those can be read by nobody else', () => {
			const readable: string[] = [];
			const walk = (folder: string) => {
				for (const name of readdirSync(folder)) {
					const path = join(folder, name);
					const stat = lstatSync(path, { throwIfNoEntry: false });
					if (!stat) continue;
					if (stat.isDirectory()) {
						// Layers and the pups' own roots contain Debian's files.
						if (path !== join(box.options.data, 'images') && !/\/containers\/[0-9a-f]{32}\/root$/.test(path))
							walk(path);
						continue;
					}
					if (!stat.isFile() || stat.size > 64 * 1024 * 1024) continue;
					const text = readFileSync(path);
					for (const secret of [PASSWORD, token, box.words.join(' '), SECRET])
						if (text.includes(secret))
							readable.push(`${path.slice(box.options.data.length)} (${(stat.mode & 0o777).toString(8)})`);
				}
			};
			walk(box.options.data);
			walk(`/run/dogebox/${box.options.instance}`);
			for (const line of readable)
				expect(line, 'a secret in a file').toMatch(/config\.env \(600\)|config\.json \((600|400|700)\)/);
			// dogeboxd writes there through its group, which has no other members. Others can pass
			// through the folder but neither list nor write it.
			expect(statSync(box.options.data).mode & 0o006).toBe(0);
			expect(statSync(box.options.data).uid).toBe(0);
			expect(execFileSync('getent', ['group', String(statSync(box.options.data).gid)], { encoding: 'utf8' })).toMatch(
				/^dogebox:[^:]*:\d+:\n$/
			);
			expect(statSync(join(box.options.data, 'dkm')).mode & 0o777).toBe(0o700);
			for (const name of readdirSync(box.options.data).filter((file) => /\.db|key|secret/.test(file)))
				expect(statSync(join(box.options.data, name)).mode & 0o077, name).toBe(0);
		});

		it('are in no answer and no change', async () => {
			const texts = await Promise.all(
				['/pups', `/pups/${id}`, '/sources', '/store', '/jobs', '/sessions', '/box', `/pups/${id}/logs?tail=500`].map(
					(path) => box.get<unknown>(path).then((body) => JSON.stringify(body))
				)
			);
			const live = await box.liveClient();
			for (const text of [...texts, JSON.stringify(live.frames)])
				for (const secret of secrets()) expect(text).not.toContain(secret);
			const resume = await openLive(box.url, { authorization: `Bearer ${token}` });
			await resume.subscribe(['pups', 'jobs', 'sources', 'sessions', 'box'], 0);
			for (const secret of secrets()) expect(JSON.stringify(resume.frames)).not.toContain(secret);
			resume.close();
		});
	});
});
