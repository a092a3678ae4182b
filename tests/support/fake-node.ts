/**
 * A stand-in for a coin node behind a stand-in for the box's gateway. It answers from a table, as
 * Dogecoin Core or Litecoin Core would, or refuses as the gateway does. It covers what real nodes
 * cannot provide here: nodes of other versions, merge-mined blocks, and false answers.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export class RpcFailure extends Error {
	constructor(
		readonly code: number,
		message: string
	) {
		super(message);
	}
}

/** Returns the result of a call. Throws {@link RpcFailure}. */
export type Method = (...parameters: unknown[]) => unknown;

export interface FakeGateway {
	port: number;
	/** Methods by group, then by name. */
	methods: Record<string, Record<string, Method>>;
	/**
	 * What the gateway answers instead of passing the request on, by group, or `*` for all groups.
	 */
	refuse: Record<string, { status: number; body: unknown }>;
	/** Groups and methods of all calls so far, such as `chain getblock`. */
	asked: string[];
	close(): Promise<void>;
}

interface Call {
	id: unknown;
	method: string;
	params: unknown[];
}

export async function startFakeGateway(interfaceName = 'core-rpc'): Promise<FakeGateway> {
	const fake: Omit<FakeGateway, 'port' | 'close'> = { methods: {}, refuse: {}, asked: [] };
	const one = (group: string, { id, method, params }: Call) => {
		fake.asked.push(`${group} ${method}`);
		try {
			const known = fake.methods[group]?.[method];
			if (!known) throw new RpcFailure(-32601, 'Method not found');
			return { result: known(...params), error: null, id };
		} catch (error) {
			if (!(error instanceof RpcFailure)) throw error;
			return { result: null, error: { code: error.code, message: error.message }, id };
		}
	};
	const server = createServer(async (req, res) => {
		const pieces: Buffer[] = [];
		for await (const piece of req) pieces.push(piece as Buffer);
		const [, name, group = ''] = (req.url ?? '').split('/');
		const refusal = fake.refuse[group] ?? fake.refuse['*'];
		const send = (status: number, body: unknown) =>
			res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (name !== interfaceName) return send(404, { title: 'no such interface' });
		if (refusal) return send(refusal.status, refusal.body);
		const asked = JSON.parse(Buffer.concat(pieces).toString()) as Call | Call[];
		if (Array.isArray(asked))
			return send(
				200,
				asked.map((call) => one(group, call))
			);
		const answer = one(group, asked);
		return send(answer.error ? 500 : 200, answer);
	});
	server.on('error', (error) => console.error('the fake gateway failed', error));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return Object.assign(fake, {
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	});
}
