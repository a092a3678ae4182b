/** Cutting single connections of nginx. The kernel does it: nginx itself knows no owner of one. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { address, port } from './schema.ts';

/** Connections that are cut in one call. */
const MAX_CUT = 4096;
/** Of these, in one call of ss: its filter is an argument. */
const CUT_AT_ONCE = 40;

/** As an address and a port of ss(8) are written. */
const host = (text: string) => (text.includes(':') ? `[${text}]` : text);

/**
 * Cuts connections that others made to ports of this host.
 * @throws BoxError `host-command-failed` where the kernel cannot
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
