import { describe, expect, it } from 'vitest';
import { configText, type PagesSpec } from './config-text.ts';

const place = {
	module: '/m.so',
	streamModule: null,
	gate: '/run/gate.sock',
	control: '/run/control.sock',
	openFiles: 1024
};
const spec: PagesSpec = {
	listen: ['0.0.0.0', '::'],
	pages: [{ port: 8100, address: '10.69.1.5', targetPort: 3000 }],
	trustedProxy: null,
	keepAnswers: true
};
const { text, generation } = configText(spec, place);
/** The block that proxies pages. */
const carries = text.slice(text.indexOf('location / {'));
/** Value of a directive in that block. */
const directive = (name: string) => new RegExp(`\\b${name} ([^;]*);`).exec(carries)?.[1];
const seconds = (value: string | undefined) => {
	const [, number = '', unit = 's'] = /^(\d+)([smhd]?)$/.exec(value ?? '') ?? [];
	return Number(number || NaN) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
};

describe('the configuration of nginx', () => {
	it.each(['proxy_read_timeout', 'proxy_send_timeout'])('waits for a slow pup for hours (%s)', (name) => {
		// nginx's default, 60 s, ends long polls and idle event streams.
		expect(seconds(directive(name))).toBeGreaterThanOrEqual(3600);
	});

	it.each(['proxy_request_buffering', 'proxy_buffering'])('keeps no body on the disk (%s)', (name) => {
		expect(directive(name)).toBe('off');
	});

	it('takes uploads of any size, for the question of who may pass too', () => {
		expect(text.slice(0, text.indexOf('server {'))).toContain('client_max_body_size 0;');
	});

	it('has a name of its own', () => {
		expect(configText(spec, place).generation).toBe(generation);
		expect(configText({ ...spec, listen: ['0.0.0.0'] }, place).generation).not.toBe(generation);
		expect(text).toContain(`return 200 ${generation};`);
	});

	it('writes IPv6 addresses in brackets', () => {
		expect(text).toContain('listen 0.0.0.0:8100; listen [::]:8100;');
	});
});

it('loads no module that nginx has within', () => {
	expect(text).toContain('load_module /m.so;\n');
	expect(configText(spec, { ...place, module: 'built in' }).text).not.toContain('load_module');
});
