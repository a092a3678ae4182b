/** Verbs of the nginx which carries ports of boxes at addresses of IPv6. */
import { isIPv6 } from 'node:net';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { address, address4, applyConfig, nginxVerbs, port } from '../nginx/index.ts';
import { verb } from '../verb.ts';
import { portsConfig, socketOf } from './config-text.ts';

/** Half of what a worker may have open. */
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

export const { watch: portsWatch, stop: portsStop } = nginxVerbs('ports');

/**
 * Has nginx carry exactly these ports, and starts it where it does not run. Doing it twice changes
 * nothing. Ports that others hold are left out and told.
 * @returns which cannot be opened and why; and whether one that ran carried others before
 * @throws BoxError `program-missing`; `ports-refused`, and what was carried before is carried still
 */
export const portsApply = verb('ports.apply', spec, async ({ relays }, context) => {
	const { problems, exchanged } = await applyConfig('ports', context, relays.map(socketOf), (place, held) => {
		const { streamModule } = place;
		if (streamModule === null) {
			throw new BoxError({
				code: 'program-missing',
				status: 503,
				message: 'nginx’ module of streams is not installed, so no port is open at addresses of IPv6.',
				hint: 'apt-get install -y --no-install-recommends libnginx-mod-stream'
			});
		}
		const free = relays.filter((one) => !held.has(one.port));
		return portsConfig(free, { ...place, streamModule });
	});
	return { problems: [...problems].map(([at, reason]) => ({ port: at, reason })), exchanged };
});
