/** Reads the ports of a container (`80/tcp`) and the host ports published for them. Pure. */
import { isIPv4, isIPv6 } from 'node:net';
import { badRequest, DockerError } from '../errors.ts';
import type { Asked } from './asked.ts';

export interface WantedPort {
	/** Absent: any free port. */
	hostPort?: number;
	/** The last port of a range. Any port of the range may be used. */
	hostPortLast?: number;
	/** Absent: all IPv4 addresses of the host. `::`: all IPv4 and IPv6 addresses. */
	hostAddress?: string;
	port: number;
	protocol: 'tcp' | 'udp';
}

const isPort = (value: number) => Number.isInteger(value) && value >= 1 && value <= 65_535;

/** Parses `80`, `80/tcp` and `5000/udp`. @throws DockerError 400 */
export function readPort(text: string): { port: number; protocol: 'tcp' | 'udp' } {
	const found = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(text);
	const protocol = (found?.[2] ?? 'tcp').toLowerCase();
	if (protocol === 'sctp') throw badRequest('SCTP ports are not offered.');
	const port = Number(found?.[1]);
	if (!found || !isPort(port)) throw badRequest(`invalid port specification: "${text.slice(0, 80)}"`);
	return { port, protocol: protocol as 'tcp' | 'udp' };
}

/** Parses a host port: one port, a range to choose from, or nothing. */
function hostPortOf(text: string): Pick<WantedPort, 'hostPort' | 'hostPortLast'> {
	if (text === '' || text === '0') return {};
	const range = /^(\d{1,5})-(\d{1,5})$/.exec(text);
	const [first, last] = [Number(range?.[1]), Number(range?.[2])];
	if (range && isPort(first) && isPort(last) && first <= last) return { hostPort: first, hostPortLast: last };
	if (!/^\d{1,5}$/.test(text) || !isPort(Number(text)))
		throw badRequest(`invalid port specification: "${text.slice(0, 80)}"`);
	return { hostPort: Number(text) };
}

/** @throws DockerError 400, 501 */
function hostAddressOf(text: string, ipv6: boolean): Pick<WantedPort, 'hostAddress'> {
	if (text === '0.0.0.0') return {};
	if (text === '' || text === '::') return ipv6 ? { hostAddress: '::' } : {};
	if (isIPv4(text)) return { hostAddress: text };
	if (!isIPv6(text)) throw badRequest(`invalid IP address: ${text.slice(0, 80)}`);
	if (/^fe[89ab]/i.test(text))
		throw new DockerError(
			501,
			'Ports at a link-local address (fe80::) are not offered. Give another address of the host.'
		);
	if (ipv6) return { hostAddress: text };
	throw new DockerError(
		501,
		'Ports at an address of IPv6 need IPv6 on the host, and nginx with its stream module ' +
			'(apt-get install libnginx-mod-stream). Give an address of IPv4.'
	);
}

/**
 * @param exposed ports that the image exposes, as `80/tcp`
 * @param ipv6 whether ports can be published on IPv6 addresses
 * @throws DockerError 400, 501
 */
export function wantedPorts(
	{ HostConfig, ExposedPorts }: Asked,
	exposed: readonly string[],
	ipv6: boolean
): WantedPort[] {
	const wanted = Object.entries(HostConfig?.PortBindings ?? {}).flatMap(([inside, bindings]) => {
		const { port, protocol } = readPort(inside);
		// An empty list means one binding to any port.
		return (bindings?.length ? bindings : [{}]).map(
			(binding: { HostIp?: string | null; HostPort?: string | number | null }) => {
				return {
					...{ port, protocol },
					...hostPortOf(String(binding.HostPort ?? '')),
					...hostAddressOf(binding.HostIp ?? '', ipv6)
				};
			}
		);
	});
	// Clients ask for `0.0.0.0` and `::` separately. Here `::` means both.
	const once = new Map<string, WantedPort>();
	for (const one of wanted) {
		const { port, protocol, hostPort, hostAddress } = one;
		const key = JSON.stringify([port, protocol, hostPort, hostAddress === '::' ? undefined : hostAddress]);
		if (!once.has(key) || hostAddress === '::') once.set(key, one);
	}
	if (HostConfig?.PublishAllPorts) {
		for (const text of [...Object.keys(ExposedPorts ?? {}), ...exposed]) {
			const one = { ...readPort(text), ...hostAddressOf('', ipv6) };
			if (![...once.values()].some(({ port, protocol }) => port === one.port && protocol === one.protocol))
				once.set(text, one);
		}
	}
	return [...once.values()];
}
