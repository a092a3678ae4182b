/**
 * The block explorer against a fake node (`fake-node.ts`), for answers that a real node cannot be
 * made to give. Also the filter in front of real nodes, against the same. `alive-own-pups.test.ts`
 * tests the real pair.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure, startFakeGateway, type FakeGateway } from '../support/fake-node.ts';
import { raw } from '../support/http.ts';
import { root } from '../support/program.ts';
import { startPupProgram, type PupProgram } from '../support/pup-program.ts';

const hash = (n: number) => n.toString(16).padStart(64, '0');
const TX = 'ab'.repeat(32);
const EVIL = '<script>alert(1)</script>"\'&';

/** A block in the form in which `getblock` returns it. */
const block = (height: number, more: object = {}) => ({
	hash: hash(height),
	height,
	time: 1_700_000_000 + height,
	tx: [TX],
	size: 1200,
	difficulty: 0.5,
	confirmations: 3,
	merkleroot: hash(99),
	...(height > 0 && { previousblockhash: hash(height - 1) }),
	...more
});

const transaction = (more: object = {}) => ({
	txid: TX,
	size: 200,
	vin: [{ txid: 'cd'.repeat(32), vout: 1 }],
	vout: [{ value: 2.5, n: 0, scriptPubKey: { addresses: ['DShibeShibeShibeShibe'] } }],
	...more
});

/** Little-endian hexadecimal digits of a number in this many bytes. */
const le = (value: number, bytes: number) =>
	Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256)
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join('');
const rawTx = (sequence: string) =>
	`01000000${'01'}${'00'.repeat(36)}02beef${sequence}01${le(5, 8)}01ac${'00'.repeat(4)}`;
const rawWitnessTx = `02000000${'0001'}${'01'}${'11'.repeat(36)}00ffffffff01${le(7, 8)}0151${'02'}03aabbcc01dd00000000`;

describe('the block explorer, over a fake node', () => {
	let node: FakeGateway;
	let explorer: PupProgram;
	let bare: PupProgram;
	const get = (path: string) => raw(explorer.url + path);

	beforeAll(async () => {
		node = await startFakeGateway();
		const env = { DBX_HOST: '127.0.0.1', DBX_PORT: String(node.port) };
		explorer = await startPupProgram('block-explorer/bin/explorer.py', {
			...env,
			DBX_IFACE_CORE_RPC_HOST: '10.69.0.9'
		});
		bare = await startPupProgram('block-explorer/bin/explorer.py', env);
	});
	afterAll(async () => {
		await explorer?.stop();
		await bare?.stop();
		await node?.close();
	});

	beforeEach(() => {
		node.refuse = {};
		node.asked = [];
		node.methods = {
			chain: {
				getblockchaininfo: () => ({ chain: 'regtest', blocks: 40, headers: 40, difficulty: 0.5 }),
				getblockhash: (height) => {
					if ((height as number) > 40) throw new RpcFailure(-8, 'Block height out of range');
					return hash(height as number);
				},
				getblock: (id, how) => {
					const height = parseInt(id as string, 16);
					if (height > 40) throw new RpcFailure(-5, 'Block not found');
					if (typeof how !== 'boolean') throw new RpcFailure(-1, 'JSON value is not a boolean as expected');
					return block(height);
				},
				getblockheader: (id) => {
					if (parseInt(id as string, 16) > 40) throw new RpcFailure(-5, 'Block not found');
					return {};
				},
				getrawtransaction: () => transaction(),
				validateaddress: (text) => ({ isvalid: (text as string).startsWith('D') })
			},
			mempool: {
				getmempoolinfo: () => ({ size: 3, bytes: 700 }),
				getrawmempool: () => [TX],
				getmempoolentry: () => ({ size: 225, time: 1_700_000_000 })
			}
		};
	});

	it('shows the newest blocks, older ones, one of them, and a transaction, in few requests', async () => {
		const home = await get('/');
		expect(home.status).toBe(200);
		expect(home.text).toContain(`href="/block/${hash(40)}"`);
		expect(home.text).toContain('3 transactions');
		expect(home.text).toContain('href="/?before=25"');
		expect((await get('/?before=25')).text).toContain(`href="/block/${hash(11)}"`);
		expect((await get('/block/7')).headers.location).toBe(`/block/${hash(7)}`);
		const one = await get(`/block/${hash(7)}`);
		expect(one.text).toContain('Block 7</h1>');
		expect(one.text).toContain(`href="/tx/${TX}?block=${hash(7)}"`);
		const tx = await get(`/tx/${TX}?block=${hash(7)}`);
		expect(tx.text).toContain('2.50 coins');
		expect(tx.text).toContain('DShibeShibeShibeShibe');
		expect(home.headers['content-security-policy']).toContain("default-src 'none'");
	});

	it.each([
		['12', `/block/12`],
		[hash(12), `/block/${hash(12)}`],
		[TX.toUpperCase(), `/tx/${TX}`],
		['DShibeShibeShibeShibe', '/address/DShibeShibeShibeShibe']
	])('a search for %s leads to %s', async (text, place) => {
		const { status, headers } = await get(`/search?q=${encodeURIComponent(` ${text} `)}`);
		expect([status, headers.location]).toEqual([303, place]);
	});

	it.each(['', 'no', '99999', 'LShibeShibeShibeShibe', EVIL, '%00', '../../etc/passwd'])(
		'a search for “%s” finds nothing, and says so',
		async (text) => {
			const { status, text: page } = await get(`/search?q=${encodeURIComponent(text)}`);
			expect(status).toBe(404);
			expect(page).toContain('Nothing was found.');
			expect(page).not.toContain('<script>');
		}
	);

	it.each(['/block/x', '/tx/x', '/address/x', '/nothing', '/block/999', `/block/${hash(999)}`])(
		'%s is said not to be there',
		async (path) => expect((await get(path)).status).toBe(404)
	);

	it('finds a transaction where an older node only knows its block, also a merge-mined one', async () => {
		const proof =
			`${rawTx('00000000')}${'22'.repeat(32)}01${'33'.repeat(32)}00000000` + `00${'00000000'}${'44'.repeat(80)}`;
		const blocks: Record<string, string> = {
			plain: `01000000${'00'.repeat(76)}03${rawTx('ffffffff')}${rawWitnessTx}${rawTx('fefefefe')}`,
			mergeMined: `02016200${'00'.repeat(76)}${proof}03${rawTx('ffffffff')}${rawWitnessTx}${rawTx('fefefefe')}`
		};
		const ids = [hash(1), TX, hash(2)];
		const cut: unknown[] = [];
		Object.assign(node.methods.chain!, {
			getrawtransaction: (_id: unknown, _verbose: unknown, inBlock?: unknown) => {
				throw inBlock === undefined ? new RpcFailure(-5, 'No information available') : new RpcFailure(-1, 'help');
			},
			decoderawtransaction: (hex: unknown) => {
				cut.push(hex);
				return transaction();
			}
		});
		for (const [kind, hex] of Object.entries(blocks)) {
			node.methods.chain!.getblock = (_id, verbose) => (verbose ? block(7, { tx: ids }) : hex);
			expect((await get(`/tx/${TX}?block=${hash(7)}`)).status, kind).toBe(200);
		}
		expect(cut).toEqual([rawWitnessTx, rawWitnessTx]);
		const alone = await get(`/tx/${TX}`);
		expect([alone.status, alone.text.includes('It may keep no index')]).toEqual([404, true]);
		for (const broken of ['00', 'zz', `01000000${'00'.repeat(76)}fe`, `01000000${'00'.repeat(76)}03ff`]) {
			node.methods.chain!.getblock = (_id, verbose) => (verbose ? block(7, { tx: ids }) : broken);
			expect((await get(`/tx/${TX}?block=${hash(7)}`)).status, broken).toBe(404);
		}
	});

	it('an address: what it can spend, or that this node cannot tell', async () => {
		expect((await get('/address/DShibeShibeShibeShibe')).text).toContain('This node cannot look up addresses.');
		node.methods.chain!.scantxoutset = () => ({
			success: true,
			total_amount: 12.125,
			unspents: [{ txid: TX, height: 9, amount: 12.125 }]
		});
		expect((await get('/address/DShibeShibeShibeShibe')).text).toContain('12.125 coins');
	});

	it('works without the optional permission, and says on its page what is missing', async () => {
		const said = 'Block explorer may not ask Regtest node for this: “Mempool” was not granted.';
		node.refuse.mempool = { status: 403, body: { title: said, code: 'not-granted' } };
		const home = await get('/');
		expect([home.status, home.text.includes('href="/mempool">Mempool</a>')]).toEqual([200, true]);
		expect(home.text).not.toContain('3 transactions');
		const mempool = await get('/mempool');
		expect(mempool.status).toBe(403);
		expect(mempool.text).toContain('This explorer was not given the permission “Mempool”.');
		expect(mempool.text).toContain(said);
	});

	it('the mempool', async () => {
		expect((await get('/mempool')).text).toContain(`href="/tx/${TX}"`);
	});

	it.each([
		[403, 'not given the permission “Chain”', false],
		[404, 'There is no node to ask.', false],
		[503, 'The node does not answer.', true],
		[502, 'The node does not answer.', true],
		[429, 'too much at once', true],
		[418, 'something unexpected', false]
	])('says in words what the gateway’s %i means', async (status, words, passing) => {
		node.refuse['*'] = { status, body: { title: 'As the box says it.' } };
		const { text } = await get('/');
		expect(text).toContain(words);
		expect(text).toContain('As the box says it.');
		expect(text.includes('http-equiv="refresh"')).toBe(passing);
	});

	it('says that no node was chosen, and that one is starting', async () => {
		node.refuse['*'] = { status: 403, body: {} };
		expect((await raw(bare.url)).text).toContain('No node was chosen yet.');
		node.refuse = {};
		node.methods.chain!.getblockchaininfo = () => {
			throw new RpcFailure(-28, 'Loading block index...');
		};
		const { status, text } = await get('/');
		expect([status, text.includes('The node is still starting.')]).toEqual([503, true]);
		expect(text).toContain('Loading block index...');
	});

	it('escapes all that the node says, and does not fall over what it should not say', async () => {
		node.methods.chain!.getblockchaininfo = () => ({ chain: EVIL, blocks: 1, headers: 1, difficulty: 1 });
		node.methods.chain!.getblock = () =>
			block(1, { hash: EVIL, merkleroot: EVIL, tx: [EVIL], previousblockhash: EVIL });
		node.methods.chain!.getrawtransaction = () =>
			transaction({ txid: EVIL, blockhash: EVIL, vout: [{ value: 1, n: EVIL, scriptPubKey: { addresses: [EVIL] } }] });
		node.methods.chain!.getbestblockhash = () => EVIL;
		for (const path of ['/', `/block/${hash(1)}`, `/tx/${TX}`]) {
			const { status, text } = await get(path);
			expect([path, status]).toEqual([path, 200]);
			expect(text).not.toContain('<script>');
			expect(text).not.toMatch(/(?:href|class)="[^"]*"'/);
		}
		for (const nonsense of [null, 7, 'text', [], {}, [[]], { tx: 4 }, { blocks: 'many' }]) {
			node.methods.chain!.getblockchaininfo = () => nonsense;
			node.methods.chain!.getblock = () => nonsense;
			node.methods.chain!.getrawtransaction = () => nonsense;
			node.methods.mempool!.getmempoolinfo = () => nonsense;
			for (const path of ['/', `/block/${hash(1)}`, `/tx/${TX}`, '/mempool']) {
				const { status, text } = await get(path);
				// In Python these answers are falsy, and the explorer reports that there is no such
				// block.
				const none = path.startsWith('/block') && ['null', '[]', '{}'].includes(JSON.stringify(nonsense));
				expect(status, `${path} ${JSON.stringify(nonsense)}`).toBe(none ? 404 : 502);
				expect(text).toMatch(/^<!doctype html>/);
			}
		}
	});
});

describe('the filter before a node', () => {
	let folder: string;
	let node: Server;
	let filter: PupProgram;
	let seen: { url: string; authorization: string | undefined; body: unknown }[] = [];
	const file = 'regtest-node/bin/filter.py';

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-filter-'));
		writeFileSync(join(folder, 'rpc.json'), JSON.stringify({ user: 'pup', password: 'secret' }));
		node = createServer(async (req, res) => {
			const pieces: Buffer[] = [];
			for await (const piece of req) pieces.push(piece as Buffer);
			const body = JSON.parse(Buffer.concat(pieces).toString()) as unknown;
			seen.push({ url: req.url ?? '', authorization: req.headers.authorization, body });
			res.writeHead(500).end('{"result":null,"error":{"code":-5,"message":"as the node says it"},"id":1}');
		});
		await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
		const { port } = node.address() as AddressInfo;
		filter = await startPupProgram(file, { STORAGE: folder, RPC_PORT: String(port) }, 'FILTER_PORT');
	});
	afterAll(async () => {
		await filter?.stop();
		node?.close();
		rmSync(folder, { recursive: true, force: true });
	});
	beforeEach(() => {
		seen = [];
	});

	const post = (path: string, body: unknown) =>
		raw(filter.url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

	it('is the same for every node', () => {
		const text = (pup: string) => readFileSync(join(root, 'pups', pup, 'bin/filter.py'), 'utf8');
		expect(text('dogecoin-core')).toBe(text('regtest-node'));
	});

	it('passes what belongs to the group, with the node’s own password, and the answer as it is', async () => {
		const answer = await post('/chain?x=1', { id: 4, method: 'getblock', params: ['a', true], evil: 1 });
		expect([answer.status, answer.text]).toEqual([
			500,
			'{"result":null,"error":{"code":-5,"message":"as the node says it"},"id":1}'
		]);
		expect(seen).toEqual([
			{
				url: '/',
				authorization: `Basic ${btoa('pup:secret')}`,
				body: { id: 4, method: 'getblock', params: ['a', true] }
			}
		]);
		await post('/mempool', [{ method: 'getmempoolinfo' }, { method: 'getrawmempool' }]);
		await post('/', { method: 'stop' });
		await post('/wallet/pup', { method: 'getbalances' });
		expect(seen.slice(1)).toMatchObject([
			{ url: '/', body: [{ method: 'getmempoolinfo' }, { method: 'getrawmempool' }] },
			{ url: '/', body: { method: 'stop' } },
			{ url: '/wallet/pup', body: { method: 'getbalances' } }
		]);
	});

	it.each([
		['a method of another group', '/chain', { method: 'getrawmempool' }, 403],
		['one that changes something', '/chain', { method: 'sendrawtransaction', params: ['00'] }, 403],
		['one among good ones', '/chain', [{ method: 'getblock' }, { method: 'stop' }], 403],
		['another case', '/chain', { method: 'GetBlock' }, 403],
		['a method named twice', '/chain', '{"method":"getblock","method":"stop"}', 403],
		['a name that is none', '/chain', { method: ['getblock'] }, 400],
		['no name', '/chain', {}, 400],
		['lists in lists', '/chain', [[{ method: 'stop' }]], 400],
		['no JSON', '/chain', '{"method":', 400],
		['JSON without end', '/chain', '['.repeat(200_000), 400],
		['too many at once', '/chain', Array.from({ length: 101 }, () => ({ method: 'getblock' })), 400],
		['another path', '/chain/x', { method: 'getblock' }, 404],
		['a path that climbs', '/wallet/../chain', { method: 'stop' }, 404],
		['two slashes', '//chain', { method: 'stop' }, 403]
	])('refuses %s', async (_what, path, body, status) => {
		const answer = await raw(filter.url, {
			method: 'POST',
			rawPath: path,
			body: typeof body === 'string' ? body : JSON.stringify(body)
		});
		expect(answer.status).toBe(status);
		expect((JSON.parse(answer.text) as { error: { message: string } }).error.message).toMatch(/\.$/);
		expect(seen).toEqual([]);
	});

	it('what is named twice reaches the node once', async () => {
		await post('/chain', '{"method":"stop","method":"getblock"}');
		expect(seen.map(({ body }) => body)).toEqual([{ method: 'getblock' }]);
	});

	it('wants to be told a length, and takes no endless one', async () => {
		const long = await raw(filter.url + '/chain', { method: 'POST', headers: { 'content-length': '99999999' } });
		expect(long.status).toBe(413);
		const none = await raw(filter.url + '/chain', { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
		expect(none.status).toBe(411);
	});

	it('says that a node is starting as the node would', async () => {
		const alone = await startPupProgram(file, { STORAGE: join(folder, 'none'), RPC_PORT: '1' }, 'FILTER_PORT');
		try {
			const answer = await raw(`${alone.url}/chain`, { method: 'POST', body: '{"method":"getblock"}' });
			expect([answer.status, JSON.parse(answer.text)]).toMatchObject([503, { error: { code: -28 } }]);
		} finally {
			await alone.stop();
		}
	});
});

describe('the counter, where it cannot count', () => {
	let gateway: FakeGateway;
	let counter: PupProgram;
	beforeAll(async () => {
		gateway = await startFakeGateway('redis');
		const env = { DBX_HOST: '127.0.0.1', DBX_PORT: String(gateway.port) };
		counter = await startPupProgram('counter/bin/counter.py', {
			...env,
			DBX_IFACE_REDIS_HOST: '127.0.0.1',
			DBX_IFACE_REDIS_PORT: '1'
		});
	});
	afterAll(async () => {
		await counter?.stop();
		await gateway?.close();
	});

	it.each([
		[403, 'not given the permission “Data”', false],
		[404, 'No store was chosen yet.', false],
		[503, 'The store does not answer.', true]
	])('says in words what the gateway’s %i means', async (status, words, passing) => {
		gateway.refuse['*'] = { status, body: { title: `As the ${EVIL} says it.` } };
		const page = await raw(counter.url);
		expect(page.status).toBe(503);
		expect(page.text).toContain(words);
		expect(page.text).not.toContain('<script>');
		expect(page.text.includes('http-equiv="refresh"')).toBe(passing);
	});
});
