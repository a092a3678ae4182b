/** Verbs of the nginx that relays ports of boxes at IPv6 addresses. */
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { address, address4, applyConfig, nginxVerbs, port } from '../nginx/index.ts';
import { verb } from '../verb.ts';
import { portsConfig, socketOf, type PortRelay } from './config-text.ts';

/** Half of the connections that a worker may have open. */
const MAX_RELAYS = 2000;

const relay = v.strictObject({
	address: v.pipe(
		address,
		v.check((text) => isIPv6(text), 'not an IPv6 address')
	),
	protocol: v.picklist(['tcp', 'udp']),
	port,
	to: v.strictObject({ address: address4, port })
});
const spec = v.strictObject({
	relays: v.pipe(
		v.array(relay),
		v.maxLength(MAX_RELAYS),
		v.check(
			(relays) => new Set(relays.map(({ protocol, port: at }) => `${protocol} ${at}`)).size === relays.length,
			'a port twice'
		)
	)
});

/** Checks what the schema cannot express: ports lead only into this instance's own network. */
function needInside(relays: readonly PortRelay[], bridge: string): void {
	const inside = new BlockList();
	for (const { family, cidr } of networkInterfaces()[bridge] ?? []) {
		const [network, length] = cidr?.split('/') ?? [];
		if (family === 'IPv4' && network) inside.addSubnet(network, Number(length));
	}
	if (relays.every(({ to }) => inside.check(to.address))) return;
	throw new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: 'The host refused to carry a port to what is not on this box’s own network.'
	});
}

export const { watch: portsWatch, stop: portsStop } = nginxVerbs('ports');

/**
 * Makes nginx relay exactly these ports; starts nginx if needed. Idempotent. Ports that other
 * programs use are skipped and reported.
 * @returns the ports that cannot be opened, with reasons; and whether it relayed others before
 * @throws BoxError 500 `invalid-host-call`, 503 `program-missing`; `ports-refused`, and the
 *   previous ports stay
 */
export const portsApply = verb('ports.apply', spec, async ({ relays }, context) => {
	needInside(relays, context.names.bridge);
	const { problems, exchanged } = await applyConfig('ports', context, relays.map(socketOf), (place, held) => {
		const { streamModule } = place;
		if (streamModule === null) {
			throw new BoxError({
				code: 'program-missing',
				status: 503,
				message: 'The stream module of nginx is not installed, so no port is open at IPv6 addresses.',
				hint: 'apt-get install -y --no-install-recommends libnginx-mod-stream'
			});
		}
		const free = relays.filter((one) => !held.has(one.port));
		return portsConfig(free, { ...place, streamModule });
	});
	return { problems: [...problems].map(([at, reason]) => ({ port: at, reason })), exchanged };
});
