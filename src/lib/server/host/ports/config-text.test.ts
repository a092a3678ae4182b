import { expect, it } from 'vitest';
import { portsConfig, type PortRelay } from './config-text.ts';

const place = { module: '/js.so', streamModule: '/s.so', gate: '/g', control: '/c', openFiles: 1024 };
const relays: PortRelay[] = [
	{ address: '::1', protocol: 'tcp', port: 8080, to: { address: '10.69.0.2', port: 80 } },
	{ address: '::', protocol: 'udp', port: 53, to: { address: '10.69.0.3', port: 5353 } }
];

it('carries ports by IPv6 alone, each to its box', () => {
	const { text, sockets, lowPorts } = portsConfig(relays, place);
	expect(text).toMatch(/listen \[::1\]:8080 ipv6only=on so_keepalive=on;.* proxy_pass 10\.69\.0\.2:80;/);
	expect(text).toMatch(/listen \[::\]:53 ipv6only=on udp;.* proxy_pass 10\.69\.0\.3:5353;/);
	expect(text).toContain('worker_processes 1;');
	expect([[...sockets].sort(), lowPorts]).toEqual([[':: 53 udp', '::1 8080'].sort(), true]);
	expect(text).toContain('load_module /s.so;\n');
	expect(text).not.toContain('/js.so');
});

it('has the same name for the same ports in any order, and another for others', () => {
	const name = (some: PortRelay[]) => portsConfig(some, place).generation;
	expect(name([...relays].reverse())).toBe(name(relays));
	expect(name(relays.slice(1))).not.toBe(name(relays));
	expect(portsConfig(relays.slice(0, 1), place).lowPorts).toBe(false);
});
