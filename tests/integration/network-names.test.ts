/**
 * Pups that are restricted to names. The addresses that a real name server (dnsmasq) gives for
 * these names are open to them, and nothing else is. The host is a network namespace, like all
 * others in this test.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawn } from '../support/as-root.ts';
import {
	A,
	B,
	canCreateNetWorld,
	createNetWorld,
	GATEWAY,
	HOME,
	INTERNET,
	INTERNET_OTHER,
	MEMBERS,
	policy,
	run,
	type NetWorld
} from './support/net-world.ts';

const able = canCreateNetWorld() && run('dnsmasq', '--version').error === undefined;
if (!able) console.log('network-names.test: skipped, needs root with nft, ip, unshare, nsenter, perl and dnsmasq');

const WAIT = { timeout: 20_000 };
/** Names that the name server knows, and their addresses. */
const RECORDS = [
	`--host-record=api.example.org,${INTERNET},86400`,
	`--host-record=other.example.org,${INTERNET_OTHER}`,
	'--cname=www.example.net,edge.cdn.example.com',
	`--host-record=edge.cdn.example.com,${INTERNET_OTHER}`,
	// A malicious name: it gives an address of the home network, the gateway, a neighbour, loopback
	// and a link-local address.
	`--host-record=evil.example.org,${HOME}`,
	`--host-record=evil.example.org,${GATEWAY}`,
	`--host-record=evil.example.org,${B}`,
	'--host-record=evil.example.org,127.0.0.1',
	'--host-record=evil.example.org,169.254.169.254',
	...Array.from({ length: 60 }, (_, at) => `--host-record=many.example.org,9.9.8.${at + 1}`)
];

/**
 * Asks for a name, optionally by TCP, and prints the response code, the addresses and their times
 * to live.
 */
const ASK = `const [name, type, way] = process.argv.slice(1);
const head = Buffer.from([7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
const q = Buffer.concat([head, ...name.split('.').map((l) => Buffer.concat([Buffer.from([l.length]), Buffer.from(l)])), Buffer.from([0, 0, Number(type), 0, 1])]);
const end = (m) => {
	const skip = (at) => { for (;;) { const n = m[at]; if (n >= 0xc0) return at + 2; if (n === 0) return at + 1; at += n + 1; } };
	const found = [], ttls = [];
	let at = q.length;
	for (let n = m.readUInt16BE(6); n > 0; n--) {
		at = skip(at); const length = m.readUInt16BE(at + 8);
		ttls.push(m.readUInt32BE(at + 4));
		if (m.readUInt16BE(at) === 1) found.push([...m.subarray(at + 10, at + 14)].join('.'));
		at += 10 + length;
	}
	console.log(JSON.stringify({ code: m.readUInt16BE(2) & 15, found, ttl: Math.max(0, ...ttls) })); process.exit();
};
setTimeout(() => { console.log(JSON.stringify({ code: null, found: [], ttl: 0 })); process.exit(); }, 20_000);
if (way === 'tcp') {
	let held = Buffer.alloc(0);
	const s = require('node:net').connect(53, '${GATEWAY}', () => s.write(Buffer.concat([Buffer.from([0, q.length]), q])));
	s.on('data', (d) => { held = Buffer.concat([held, d]); if (held.length > 2 && held.length >= held.readUInt16BE(0) + 2) end(held.subarray(2)); }).on('error', () => {});
} else {
	const s = require('node:dgram').createSocket('udp4');
	s.on('message', end).on('error', () => {}); s.send(q, 53, '${GATEWAY}');
}`;

const REFUSED = 5;
const UNKNOWN = 3;

describe.skipIf(!able)('a pup that is held to names', () => {
	const instance = `dbn${randomBytes(3).toString('hex')}`;
	let world: NetWorld;
	let resolver: ReturnType<typeof spawn>;
	const inside = (who: 'host' | 'a' | 'b', ...command: string[]) =>
		run('nsenter', `--net=/proc/${world.spaces[who].pid}/ns/net`, ...command);
	const find = (
		name: string,
		{ who = 'a', type = 1, way = 'udp' }: { who?: 'a' | 'b'; type?: number; way?: string } = {}
	) =>
		JSON.parse(inside(who, process.execPath, '-e', ASK, name, String(type), way).stdout) as {
			code: number | null;
			found: string[];
			ttl: number;
		};
	const held = (...networks: string[]) => policy('a', { internet: true, networks });
	const named = () => inside('host', 'nft', 'list', 'set', 'inet', world.table, 'named').stdout;
	const reaches = (to: string) => world.by.a.tcp(to, 8000);

	beforeAll(async () => {
		world = await createNetWorld(instance, { resolvers: [HOME] });
		await Promise.all([
			world.by.home.serve([8000], [9000]),
			world.by.internet.serve([8000], [9000]),
			world.by.host.serve([8000], []),
			world.by.b.serve([8000], [])
		]);
		const where = [
			`--net=/proc/${world.spaces.home.pid}/ns/net`,
			'dnsmasq',
			'--keep-in-foreground',
			'--conf-file=/dev/null'
		];
		const plain = ['--no-resolv', '--no-hosts', '--bind-interfaces', `--listen-address=${HOME}`, '--pid-file='];
		resolver = spawn('nsenter', [...where, ...plain, '--user=root', '--log-facility=-', '--local=/#/', ...RECORDS], {
			stdio: ['ignore', 'ignore', 'pipe']
		});
		resolver.stderr!.resume();
	});
	afterAll(async () => {
		resolver?.kill('SIGKILL');
		await world?.close();
	});

	it('learns of every name before it is held to any', async () => {
		await world.host.allow([policy('a', { internet: true })]);
		await expect.poll(() => find('api.example.org').found, WAIT).toEqual([INTERNET]);
		expect(find('other.example.org').found).toEqual([INTERNET_OTHER]);
	});

	it('reaches what a name on its list leads to, once it has asked, and nothing else', async () => {
		await world.host.allow([held('api.example.org')]);
		expect(await reaches(INTERNET)).not.toBe('open');
		expect(find('API.example.org')).toMatchObject({ code: 0, found: [INTERNET] });
		expect(await reaches(INTERNET)).toBe('open');
		expect(await world.by.a.udp(INTERNET, 9000)).toBe('open');
		expect(await world.by.a.ping(INTERNET)).toBe('open');
		expect(await reaches(INTERNET_OTHER)).not.toBe('open');
		expect(await reaches(HOME)).not.toBe('open');
	});

	it.each(['other.example.org', 'example.org', 'x.api.example.org', 'nowhere.test', 'printer'])(
		'is answered no other name: %s',
		(name) => {
			for (const way of ['udp', 'tcp']) expect(find(name, { way })).toMatchObject({ code: REFUSED, found: [] });
		}
	);

	it('asks nobody else either: the resolver of the host answers it at no port', async () => {
		expect(await world.by.a.ask(HOME, 53, 'x')).not.toContain('from');
		expect(await world.by.a.tcp(GATEWAY, 10_054)).not.toBe('open');
		expect(
			inside(
				'a',
				process.execPath,
				'-e',
				ASK.replaceAll(GATEWAY, HOME).replace('20_000', '3000'),
				'other.example.org',
				'1',
				'udp'
			).stdout
		).toContain('"code":null');
	});

	it('gets times that hold no longer than the address is open', () => {
		expect(find('api.example.org').ttl).toBe(1800);
	});

	it('reaches all below a name with a star, over aliases too, and by TCP', async () => {
		await world.host.allow([held('*.example.net')]);
		expect(find('example.net')).toMatchObject({ code: REFUSED });
		expect(find('www.example.net', { way: 'tcp' }).found).toEqual([INTERNET_OTHER]);
		expect(await reaches(INTERNET_OTHER)).toBe('open');
		// The alias target itself is not on the list of names.
		expect(find('edge.cdn.example.com')).toMatchObject({ code: REFUSED });
		expect(find('missing.example.net')).toMatchObject({ code: UNKNOWN });
	});

	it('reaches nothing at home by a name that leads there, nor the box, nor pups, nor itself', async () => {
		await world.host.allow([{ ...held('evil.example.org'), lan: true }]);
		expect(find('evil.example.org', { way: 'tcp' }).found).toHaveLength(5);
		for (const to of [HOME, GATEWAY, B, '169.254.169.254']) expect(await reaches(to), to).not.toBe('open');
		// The owner opens it by its address.
		await world.host.allow([{ ...held('evil.example.org', HOME), lan: true }]);
		expect(await reaches(HOME)).toBe('open');
	});

	it('reaches networks of its list beside names', async () => {
		await world.host.allow([held('api.example.org', `${INTERNET_OTHER}/32`)]);
		expect(find('api.example.org').found).toEqual([INTERNET]);
		expect([await reaches(INTERNET), await reaches(INTERNET_OTHER)]).toEqual(['open', 'open']);
	});

	it('reaches each of many addresses of one name', async () => {
		await world.host.allow([held('many.example.org')]);
		const { found } = find('many.example.org', { way: 'tcp' });
		expect(found).toHaveLength(60);
		for (const to of found) expect(named()).toContain(`${A} . ${to} `);
	});

	it('is answered nothing without the internet, and opens nothing for another pup', async () => {
		await world.host.allow([policy('a', { networks: ['api.example.org'] })]);
		expect(find('api.example.org')).toMatchObject({ code: REFUSED });
		await world.host.allow([held('api.example.org'), policy('b', { internet: true, networks: ['other.example.org'] })]);
		expect(find('api.example.org').found).toEqual([INTERNET]);
		expect(await world.by.b.tcp(INTERNET, 8000)).not.toBe('open');
		expect(find('other.example.org', { who: 'b' }).found).toEqual([INTERNET_OTHER]);
		expect(await world.by.b.tcp(INTERNET_OTHER, 8000)).toBe('open');
		expect(await reaches(INTERNET_OTHER)).not.toBe('open');
	});

	it('keeps what is open while the rules of others are written, and after others emptied the firewall', async () => {
		await world.host.allow([held('api.example.org')]);
		find('api.example.org');
		const connection = await world.by.a.hold(INTERNET, 8000);
		let over = false;
		void connection.ended.then(() => (over = true));
		for (const internet of [true, false, true])
			await world.host.allow([held('api.example.org'), policy('c', { internet })]);
		expect(await reaches(INTERNET)).toBe('open');
		expect(over).toBe(false);
		connection.close();
		inside('host', 'nft', 'flush', 'ruleset');
		await world.host.ensure(MEMBERS);
		expect(await reaches(INTERNET)).toBe('open');
	});

	it('keeps it over a restart of the box, of which the firewall alone remembers', async () => {
		expect(named()).toContain(`${A} . ${INTERNET}`);
		await world.restart();
		await world.host.allow([held('api.example.org')]);
		await world.host.ensure(MEMBERS);
		expect(await reaches(INTERNET)).toBe('open');
		expect(find('api.example.org').found).toEqual([INTERNET]);
	});

	it('is cut off from what is no longer on its list, also in mid-connection', async () => {
		const connection = await world.by.a.hold(INTERNET, 8000);
		await world.host.allow([held('other.example.org')]);
		expect(await connection.ended).toMatch(/^(?:ECONNRESET|EPIPE)$/);
		expect(await reaches(INTERNET)).not.toBe('open');
		expect(named()).not.toContain(INTERNET);
	});

	it('leaves nothing open for the next pup of its address', async () => {
		find('other.example.org');
		expect(named()).toContain(INTERNET_OTHER);
		await world.host.detach(MEMBERS[0]!.id);
		expect(named()).not.toContain(A);
	});
});
