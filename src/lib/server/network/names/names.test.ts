import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect } from 'node:net';
import { once } from 'node:events';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedNames, tagsFor } from './allowed.ts';
import { decideName, type NamesOf } from './decide.ts';
import { codeAnswer, CODES, foundAnswer, isAnswerTo, readQuestion, TYPES, type Question } from './message.ts';
import { createNamesServer, type NamesServer } from './server.ts';

/** A query as programs send it. */
function question(name: string, type: number = TYPES.A, id = 4711): Buffer {
	const head = Buffer.alloc(12);
	head.writeUInt16BE(id, 0);
	head.writeUInt16BE(0x0100, 2);
	head.writeUInt16BE(1, 4);
	const labels = name === '' ? [] : name.split('.');
	const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
	return Buffer.concat([head, ...parts, Buffer.from([0, 0, type, 0, 1])]);
}
const read = (message: Buffer) => readQuestion(message) as Question;
const codeOf = (answer: Buffer) => answer.readUInt16BE(2) & 15;
/** Addresses in an answer that begins with the question. */
function addressesIn(answer: Buffer): string[] {
	const { end } = read(Buffer.concat([answer.subarray(0, 2), Buffer.from([1, 0]), answer.subarray(4)]));
	return Array.from({ length: answer.readUInt16BE(6) }, (_, at) =>
		[...answer.subarray(end + at * 16 + 12, end + at * 16 + 16)].join('.')
	);
}

const asker: NamesOf = {
	names: new Map([
		['db', ['10.69.0.2', '10.69.0.3']],
		['gone', ['10.69.0.9']],
		['six', ['10.69.0.2', 'fd12:f345:f678::a45:2', 'fd12:f345:f678::a45:3']]
	]),
	reverse: new Map([
		['10.69.0.2', 'shop_db_1.shop'],
		['fd12:f345:f678::a45:2', 'six.shop']
	]),
	elsewhere: 'dotted'
};
const isThere = (address: string) => address !== '10.69.0.9';
const isInside = (address: string) => address.startsWith('10.69.') || address.startsWith('fd12:f345:f678:');
/** The name of a reverse lookup for an IPv6 address, given by its digits. */
const backwards = (digits: string) => `${[...digits].reverse().join('.')}.ip6.arpa`;
const decide = (name: string, type: number = TYPES.A, who: NamesOf | null = asker, turn = 0) =>
	decideName({ name, type, internet: true }, who, isThere, isInside, turn);

describe('questions for names on the wire', () => {
	it('are read in small letters, whatever case they come in', () => {
		expect(read(question('Db.SHOP'))).toMatchObject({ id: 4711, name: 'db.shop', type: 1, internet: true });
		expect(read(question(''))).toMatchObject({ name: '' });
	});

	it.each([
		['a head alone', question('a').subarray(0, 12), CODES.malformed],
		['half a label', question('abcdef').subarray(0, 16), CODES.malformed],
		['a name that goes on forever', question('abc').subarray(0, 16), CODES.malformed],
		[
			'a pointer in the question',
			Buffer.concat([question('').subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])]),
			CODES.malformed
		],
		['nothing', Buffer.alloc(0), null],
		['an answer', foundAnswer(question('a'), read(question('a')), null), null],
		['an update', Buffer.concat([Buffer.from([0, 1, 0x28, 0]), question('a').subarray(4)]), CODES.notDone]
	])('%s is no question', (_what, message, expected) => {
		expect(readQuestion(message)).toBe(expected);
	});

	it('with a point within a label do not pass for two labels', () => {
		const message = question('dbxshop');
		message.write('db.shop', 13);
		expect(read(message).name).toBe('db\\.shop');
	});

	it('are answered with addresses of IPv6', () => {
		const message = question('six', TYPES.AAAA);
		const answer = foundAnswer(message, read(message), { type: 'AAAA', addresses: ['fd12:f345:f678::a45:2'] });
		expect(answer.subarray(read(message).end + 2).toString('hex')).toBe(
			'001c0001000000020010fd12f345f6780000000000000a450002'
		);
	});

	it('are answered with as many addresses as fit into a datagram', () => {
		const message = question('db');
		const addresses = Array.from({ length: 64 }, (_, at) => `10.69.0.${at + 2}`);
		const answer = foundAnswer(message, read(message), { type: 'A', addresses });
		expect(answer.length).toBeLessThanOrEqual(512);
		expect(addressesIn(answer)).toEqual(addresses.slice(0, 30));
		expect(isAnswerTo(message, read(message), answer)).toBe(true);
		expect(isAnswerTo(question('db', TYPES.A, 1), read(message), answer)).toBe(false);
		expect(codeOf(codeAnswer(message, CODES.refused, null))).toBe(5);
	});
});

describe('what is answered', () => {
	it.each([
		['somebody on the network', decide('db'), ['10.69.0.2', '10.69.0.3']],
		['the same in turn', decide('db', TYPES.A, asker, 1), ['10.69.0.3', '10.69.0.2']]
	])('%s', (_what, decided, addresses) => {
		expect(decided).toEqual({ do: 'answer', found: { type: 'A', addresses } });
	});

	it.each([
		[
			'an IPv6 address of somebody who has it',
			decide('six', TYPES.AAAA, asker, 1),
			{ do: 'answer', found: { type: 'AAAA', addresses: ['fd12:f345:f678::a45:3', 'fd12:f345:f678::a45:2'] } }
		],
		['his IPv4 address', decide('six'), { do: 'answer', found: { type: 'A', addresses: ['10.69.0.2'] } }],
		[
			'who has an IPv6 address',
			decide(backwards('fd12f345f6780000000000000a450002'), TYPES.PTR),
			{ do: 'answer', found: { type: 'PTR', name: 'six.shop' } }
		],
		[
			'who has one that nobody has',
			decide(backwards('fd12f345f6780000000000000a450009'), TYPES.PTR),
			{ do: 'code', code: CODES.unknown }
		],
		['an IPv6 address of the world', decide(backwards('20010db8'.padEnd(32, '0')), TYPES.PTR), { do: 'forward' }],
		['an IPv6 address of somebody', decide('db', TYPES.AAAA), { do: 'answer', found: null }],
		['somebody who does not run', decide('gone'), { do: 'code', code: CODES.unknown }],
		['a name without a point', decide('printer'), { do: 'code', code: CODES.unknown }],
		[
			'the same, where the home network is open',
			decide('printer', 1, { ...asker, elsewhere: 'all' }),
			{ do: 'forward' }
		],
		['a name of the world', decide('example.org'), { do: 'forward' }],
		[
			'the same on an internal network',
			decide('example.org', 1, { ...asker, elsewhere: 'none' }),
			{ do: 'code', code: CODES.refused }
		],
		['anything, on no network', decide('db', TYPES.A, null), { do: 'code', code: CODES.refused }],
		[
			'who has an address',
			decide('2.0.69.10.in-addr.arpa', TYPES.PTR),
			{ do: 'answer', found: { type: 'PTR', name: 'shop_db_1.shop' } }
		],
		[
			'who has the address of somebody else',
			decide('7.0.69.10.in-addr.arpa', TYPES.PTR),
			{ do: 'code', code: CODES.unknown }
		],
		['who has an address of the world', decide('9.9.9.9.in-addr.arpa', TYPES.PTR), { do: 'forward' }]
	])('%s', (_what, decided, expected) => {
		expect(decided).toEqual(expected);
	});
});

describe('what is answered to somebody who is held to names', () => {
	const allowed = allowedNames(['203.0.113.7', 'API.example.org', '*.cdn.example.net', '10.0.0.0/8'])!;
	const [api, cdn] = allowed.map(({ tag }) => tag) as [string, string];
	const held: NamesOf = { names: new Map(), reverse: new Map(), elsewhere: allowed };

	it.each([
		['api.example.org', [api]],
		['a.cdn.example.net', [cdn]],
		['b.a.cdn.example.net', [cdn]],
		['cdn.example.net', []],
		['evilcdn.example.net', []],
		['api.example.org.evil.net', []],
		['x.api.example.org', []],
		['example.org', []],
		['a\\.cdn.example.net', []],
		['', []]
	])('%s', (name, tags) => {
		expect(tagsFor(name, allowed)).toEqual(tags);
		expect(decide(name, TYPES.A, held)).toEqual(
			tags.length > 0 ? { do: 'forward', tags } : { do: 'code', code: CODES.refused, unlisted: true }
		);
	});

	it('is nothing of addresses, whose they may be', () => {
		expect(decide('9.9.9.9.in-addr.arpa', TYPES.PTR, held)).toMatchObject({ code: CODES.refused });
	});

	it('is every name where the list has none', () => {
		expect([allowedNames(null), allowedNames([]), allowedNames(['10.0.0.0/8'])]).toEqual([null, null, null]);
	});
});

describe('the server of names', () => {
	let server: NamesServer;
	let world: UdpSocket;
	let resolvers: string[] = [];
	let resolverPort = 0;
	let who: NamesOf = asker;
	let opened: string[] = [];
	let unlisted: string[] = [];
	let opens = true;
	let port = 0;

	const ask = async (message: Buffer) => {
		const socket = createSocket('udp4');
		socket.send(message, port, '127.0.0.1');
		const [answer] = (await once(socket, 'message')) as [Buffer];
		socket.close();
		return answer;
	};

	beforeAll(async () => {
		world = createSocket('udp4');
		// First sends an answer to another question, with the right id.
		world.on('message', (message, from) => {
			world.send(
				foundAnswer(question('other.org', 1, message.readUInt16BE(0)), read(question('other.org')), null),
				from.port,
				from.address
			);
			world.send(foundAnswer(message, read(message), { type: 'A', addresses: ['192.0.2.7'] }), from.port, from.address);
		});
		world.bind(0, '127.0.0.1');
		await once(world, 'listening');
		resolverPort = world.address().port;
		const free = createSocket('udp4').bind(0, '127.0.0.1');
		await once(free, 'listening');
		port = free.address().port;
		free.close();
		server = createNamesServer({
			gateway: '127.0.0.1',
			port,
			resolverPort,
			resolvers: () => resolvers,
			namesOf: () => who,
			present: () => new Set(['10.69.0.2', '10.69.0.3']),
			isInside,
			open(from, addresses, tags) {
				opened.push(`${from} ${addresses.join()} ${tags.length}`);
				return Promise.resolve(opens);
			},
			unlisted: (from, name) => void unlisted.push(`${from} ${name}`),
			log: pino({ level: 'silent' })
		});
		await server.listen();
		expect(server.port()).toBe(port);
	});
	afterAll(() => {
		server.close();
		world.close();
	});

	it('answers for those on the network', async () => {
		expect(addressesIn(await ask(question('DB'))).sort()).toEqual(['10.69.0.2', '10.69.0.3']);
	});

	it('asks the resolvers of the host for the rest, and believes only an answer to that question', async () => {
		resolvers = ['127.0.0.1'];
		const answer = await ask(question('example.org', TYPES.A, 99));
		expect(answer.readUInt16BE(0)).toBe(99);
		expect(addressesIn(answer)).toEqual(['192.0.2.7']);
	});

	it('opens to somebody who is held to names what he is answered, before the answer', async () => {
		resolvers = ['127.0.0.1'];
		who = { ...asker, elsewhere: allowedNames(['example.org', '*.example.org'])! };
		[opened, unlisted] = [[], []];
		try {
			expect(addressesIn(await ask(question('Example.org')))).toEqual(['192.0.2.7']);
			expect(codeOf(await ask(question('other.org')))).toBe(CODES.refused);
			opens = false;
			expect(codeOf(await ask(question('a.example.org')))).toBe(CODES.failed);
		} finally {
			opens = true;
			who = asker;
		}
		expect(opened).toEqual(['127.0.0.1 192.0.2.7 1', '127.0.0.1 192.0.2.7 1']);
		expect(unlisted).toEqual(['127.0.0.1 other.org']);
	});

	it('says that nobody answers, where nobody does', async () => {
		resolvers = [];
		expect(codeOf(await ask(question('example.org')))).toBe(CODES.failed);
	});

	it('answers over a connection too, question after question, however they are cut', async () => {
		const socket = connect(port, '127.0.0.1');
		const one = question('db');
		const framed = Buffer.concat([Buffer.from([0, one.length]), one, Buffer.from([0, one.length]), one]);
		socket.write(framed.subarray(0, 5));
		await once(socket, 'connect');
		socket.write(framed.subarray(5));
		let held = Buffer.alloc(0);
		for await (const part of socket as AsyncIterable<Buffer>) {
			held = Buffer.concat([held, part]);
			if (held.length >= 2 * (held.readUInt16BE(0) + 2)) break;
		}
		const size = held.readUInt16BE(0);
		expect(addressesIn(held.subarray(2, size + 2)).sort()).toEqual(['10.69.0.2', '10.69.0.3']);
		expect(held.length).toBe(2 * (size + 2));
	});

	it('takes so many questions over one connection, and so many connections of one asker', async () => {
		const one = question('db');
		const framed = Buffer.concat([Buffer.from([0, one.length]), one]);
		const greedy = connect(port, '127.0.0.1');
		greedy.write(Buffer.concat(Array.from({ length: 40 }, () => framed)));
		let bytes = 0;
		for await (const part of greedy as AsyncIterable<Buffer>) bytes += part.length;
		const answer = one.length + 32 + 2;
		expect(bytes / answer).toBe(32);

		const many = Array.from({ length: 12 }, () => connect(port, '127.0.0.1').on('error', () => {}));
		await expect.poll(() => many.filter(({ destroyed }) => destroyed).length).toBe(4);
		for (const socket of many) socket.destroy();
	});

	it('goes on after what is no question', async () => {
		const socket = createSocket('udp4');
		for (const text of ['', 'x', '\0'.repeat(12), 'ÿ'.repeat(600)]) socket.send(text, port, '127.0.0.1');
		const broken = connect(port, '127.0.0.1');
		broken.on('error', () => {});
		broken.write(Buffer.from([0, 3, 1, 2, 3]));
		await once(broken, 'close').catch(() => {});
		socket.close();
		expect(codeOf(await ask(question('printer')))).toBe(CODES.unknown);
	});
});
