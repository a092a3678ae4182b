import { describe, expect, it } from 'vitest';
import { DockerError } from '../errors.ts';
import { readAsked } from './asked.ts';
import { wantedPorts } from './ports.ts';

describe('ports', () => {
	const ports = (HostConfig: object, more: object = {}, exposed: string[] = []) =>
		wantedPorts(readAsked({ HostConfig, ...more }), exposed, false);
	it('lead from the host, from one that is free, or from one address', () => {
		expect(
			ports({
				PortBindings: {
					'80/tcp': [
						{ HostIp: '0.0.0.0', HostPort: '8080' },
						{ HostIp: '::', HostPort: '8080' }
					],
					'53/udp': null,
					'9000': [{ HostIp: '127.0.0.1', HostPort: '' }]
				}
			})
		).toEqual(
			[
				{ hostPort: 8080, port: 80, protocol: 'tcp' },
				{ port: 53, protocol: 'udp' },
				{ hostAddress: '127.0.0.1', port: 9000, protocol: 'tcp' }
			].sort((a, b) => [9000, 80, 53].indexOf(a.port) - [9000, 80, 53].indexOf(b.port))
		);
	});
	it('are open at addresses of IPv6 too, where the host has them', () => {
		const at = (...ips: (string | null)[]) =>
			wantedPorts(
				readAsked({ HostConfig: { PortBindings: { '80/tcp': ips.map((HostIp) => ({ HostIp, HostPort: '8' })) } } }),
				[],
				true
			).map(({ hostAddress }) => hostAddress);
		expect([at(''), at(null), at('0.0.0.0'), at('::'), at('::1')]).toEqual([
			['::'],
			['::'],
			[undefined],
			['::'],
			['::1']
		]);
		expect(at('0.0.0.0', '::')).toEqual(['::']);
		expect(at('::', '0.0.0.0')).toEqual(['::']);
		expect(() => at('fe80::1')).toThrow(DockerError);
		const all = { HostConfig: { PublishAllPorts: true } };
		expect(wantedPorts(readAsked(all), ['80/tcp'], true)).toEqual([{ port: 80, protocol: 'tcp', hostAddress: '::' }]);
	});
	it('of a range are any of it', () => {
		expect(ports({ PortBindings: { '80/tcp': [{ HostPort: '8000-8005' }] } })).toEqual([
			{ hostPort: 8000, hostPortLast: 8005, port: 80, protocol: 'tcp' }
		]);
	});
	it.each(['::1', 'fe80::1', 'here', '1.2.3', '0.0.0.0.0'])('not at %s', (HostIp) => {
		expect(() => ports({ PortBindings: { '80/tcp': [{ HostIp, HostPort: '80' }] } })).toThrow(DockerError);
	});
	it('are all that are exposed, where that is asked for', () => {
		expect(ports({ PublishAllPorts: true }, { ExposedPorts: { '80/tcp': {} } }, ['80/tcp', '53/udp'])).toEqual([
			{ port: 80, protocol: 'tcp' },
			{ port: 53, protocol: 'udp' }
		]);
	});
	it.each(['http', '0/tcp', '70000', '80/sctp', '80/icmp'])('not %s', (text) => {
		expect(() => ports({ PortBindings: { [text]: [{}] } })).toThrow(DockerError);
	});
});
