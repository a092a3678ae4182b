import { describe, expect, it } from 'vitest';
import { cloneEffects, joiningEffects, leavingEffects, removalEffects, restoreEffects } from './foreseen.ts';

const box = {
	...{ id: 'a', name: 'web', state: 'running' as const },
	ports: [{ hostPort: 18_080, hostAddress: null, port: 80, protocol: 'tcp' as const }],
	networks: [{ id: 'n', name: 'shop', aliases: [], ipv6: false, address: null }],
	volumes: [{ kind: 'volume' as const, name: 'data', target: '/data', readonly: false }]
};
const sentences = (effects: { name: string; text: string }[]) => effects.map(({ name, text }) => `${name}: ${text}`);
const network = {
	...{ id: 'n', name: 'shop' },
	boxes: [
		{ id: 'a', name: 'web', aliases: [], address: null, ipv6: null },
		{ id: 'b', name: 'db', aliases: [], address: null, ipv6: null }
	]
};

describe('what is foreseen of boxes', () => {
	it('names all that goes with one, and what stays', () => {
		expect(sentences(removalEffects(box, { force: true, snapshots: [{ id: 's', name: 'before' }] }))).toEqual([
			'web: It is killed first. It is removed with all its files and the output of its commands. Its volumes stay: data.',
			'before: It is removed.',
			'18080/tcp: It no longer leads to a box, and is free.',
			'shop: web is no longer on it.'
		]);
		const bare = { ...box, state: 'stopped' as const, ports: [], networks: [], volumes: [] };
		expect(sentences(removalEffects(bare, { force: false, snapshots: [] }))).toEqual([
			'web: It is removed with all its files and the output of its commands.'
		]);
	});

	it('says that files are lost by a snapshot', () => {
		expect(sentences(restoreEffects(box, { id: 's', name: 'before' }))).toEqual([
			'web: It is stopped, and started again afterwards. Its current files are lost; volumes stay unchanged.',
			'before: It stays.'
		]);
	});

	it('says what a copy does to the first one', () => {
		expect(sentences(cloneEffects(box, { name: 'web-2', networks: box.networks }, true))).toEqual([
			'web-2: It is created with a copy of the files of web, and started.',
			'web: It is paused while its files are copied.',
			'shop: web-2 is on it, and its boxes reach it.'
		]);
	});

	it('names who is reached over a network, and who no more', () => {
		const other = { id: 'c', name: 'cache', state: 'running' as const };
		expect(sentences(joiningEffects(network, other))).toContain('db: It and cache reach each other at all ports.');
		expect(sentences(leavingEffects(network, box))).toContain(
			'db: It and web no longer reach each other, unless they share another network.'
		);
		expect(leavingEffects(network, other)).toEqual([]);
	});
});
