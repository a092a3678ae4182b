/** Cuts single connections through the kernel, since nginx does not know who owns a connection. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { address, port } from './schema.ts';

/** Maximum number of connections per call. */
const MAX_CUT = 4096;
/** Connections per run of ss, whose filter is an argument. */
const CUT_AT_ONCE = 40;

/** Formats an address for ss(8). */
const host = (text: string) => (text.includes(':') ? `[${text}]` : text);

/**
 * Cuts connections that clients made to ports of this host.
 * @throws BoxError `host-command-failed` when the kernel cannot do it
 */
export const nginxCut = verb(
	'nginx.cut',
	v.strictObject({
		connections: v.pipe(v.array(v.strictObject({ port, peer: address, peerPort: port })), v.maxLength(MAX_CUT))
	}),
	async ({ connections }, context) => {
		for (let at = 0; at < connections.length; at += CUT_AT_ONCE) {
			const filter = connections
				.slice(at, at + CUT_AT_ONCE)
				.flatMap((one, index) => [
					...(index > 0 ? ['or'] : []),
					...['(', 'sport', '=', `:${one.port}`, 'and', 'dst', '=', host(one.peer)],
					...['and', 'dport', '=', `:${one.peerPort}`, ')']
				]);
			await context.spawn('ss', ['-K', '-H', '-n', '-t', 'state', 'connected', ...filter], { timeoutMs: 20_000 });
		}
		return {};
	}
);
