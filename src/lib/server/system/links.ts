/** The box's network links, and the addresses at which it can be reached. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { NetworkLink } from '../../contract/box.ts';

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return '';
	}
}

/**
 * Links of this machine, active ones first. Bridges, pups' links and other links without a device
 * are left out, unless only they have an address.
 * @param sys usually `/sys`
 */
export function listLinks(sys = '/sys'): NetworkLink[] {
	const addresses = networkInterfaces();
	const folder = join(sys, 'class', 'net');
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch {
		names = Object.keys(addresses);
	}
	const all = names
		.filter((name) => name !== 'lo' && !(addresses[name] ?? []).some((entry) => entry.internal))
		.map((name) => {
			const own = join(folder, name);
			const physical = existsSync(join(own, 'device'));
			const kind: NetworkLink['kind'] =
				existsSync(join(own, 'wireless')) || existsSync(join(own, 'phy80211'))
					? 'wifi'
					: physical && read(join(own, 'type')) === '1'
						? 'ethernet'
						: 'other';
			const state = read(join(own, 'operstate'));
			const held = (addresses[name] ?? []).map((entry) => entry.address.replace(/%.*$/, ''));
			return {
				name,
				kind,
				// Drivers without link detection report “unknown” while they work.
				up: state === 'up' || (state !== 'down' && held.length > 0),
				addresses: held,
				mac: (addresses[name]?.[0]?.mac ?? read(join(own, 'address'))) || null,
				isBridge: existsSync(join(own, 'bridge')),
				isPort: existsSync(join(own, 'master'))
			};
		});
	const shown = all.filter((link) => link.kind !== 'other');
	const rest = all.filter(
		(link) => link.kind === 'other' && !link.isBridge && !link.isPort && link.addresses.length > 0
	);
	return [...shown, ...rest]
		.sort((a, b) => Number(b.up) - Number(a.up) || a.name.localeCompare(b.name))
		.map(({ name, kind, up, addresses, mac }) => ({ name, kind, up, addresses, mac }));
}

/**
 * Addresses at which other devices on the network reach a server of this machine, best first.
 * @param host the address it listens on; `0.0.0.0` and `::` mean all
 * @param port its port
 * @param links from {@link listLinks}
 * @returns `http://192.168.1.5:8080` …; never empty
 */
export function reachableAt(host: string, port: number, links: readonly NetworkLink[]): string[] {
	const suffix = port === 80 ? '' : `:${port}`;
	const url = (address: string) => `http://${address.includes(':') ? `[${address}]` : address}${suffix}`;
	if (host !== '0.0.0.0' && host !== '::') return [url(host)];
	const rank = (link: NetworkLink) => (link.kind === 'ethernet' ? 0 : link.kind === 'wifi' ? 1 : 2);
	const found = [...links]
		.sort((a, b) => rank(a) - rank(b))
		.flatMap((link) => link.addresses)
		.filter((address) => !address.includes(':') || (host === '::' && !/^fe[89ab]/i.test(address)))
		.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
	return found.length > 0 ? found.map(url) : [url('localhost')];
}
