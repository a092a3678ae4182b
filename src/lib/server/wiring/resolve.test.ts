import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../../../tests/support/offers.ts';
import { CASES, inputOf, manifest, pup } from '../../../../tests/support/resolver-cases.ts';
import { conflictOf } from './conflicts.ts';
import { MOST_PUPS } from './candidates.ts';
import { resolve } from './resolve.ts';

describe('dependencies', () => {
	it.each(Object.entries(CASES))('%s', (_, { installs, wires, conflicts = [], ...given }) => {
		const found = resolve(inputOf(given));
		expect(
			found.unserved
				.map((one) => conflictOf(one, found.gaveUp))
				.map(({ kind, reason, hint }) => `${kind}: ${reason} ${hint}`)
		).toEqual(conflicts);
		expect(found.installs.map(({ name, version }) => `${name} ${version.version}`).join(', ')).toBe(installs);
		const said = found.wires.map(({ of, need, provider }) => {
			const who = provider === null ? '-' : provider.kind === 'standing' ? provider.key : provider.name;
			return `${of.name}.${need.interface}=${who}`;
		});
		expect(said.join(' ')).toBe(wires);
	});

	it('named twice hold together, and are optional only where both are', () => {
		const twice = pup('App', { '1.0.0': {} });
		const one = (interfaceVersion: string, optional: boolean, group: string) => ({
			interfaceName: 'rpc',
			interfaceVersion,
			optional,
			permissionGroups: [group]
		});
		const manifest = manifestOf('App', '1.0.0', { dependencies: [one('>=1', true, 'a'), one('<2', false, 'b')] });
		const App = { ...twice, versions: [{ ...twice.versions[0]!, manifest }] };
		const Node = pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } });
		const { installs, wires } = resolve(inputOf({ offers: [App, Node] }));
		expect(installs.map(({ version }) => version.version)).toEqual(['1.0.0', '1.0.0']);
		expect(wires[0]!.need).toMatchObject({ ranges: ['>=1', '<2'], groups: ['a', 'b'], optional: false });
	});

	it('of a hostile source come to an end', () => {
		// Each level has several providers, but nobody provides what the last one needs.
		const levels = 12;
		const offers = Array.from({ length: levels }, (_, level) =>
			['x', 'y', 'z', 'w'].map((name) =>
				pup(`${name}${level}`, {
					'1.0.0': { gives: { [`i${level}`]: '1.0.0' }, needs: { [`i${level + 1}`]: '*' } }
				})
			)
		).flat();
		const app = pup('App', { '1.0.0': { needs: { i0: '*' } } });
		const { unserved } = resolve(inputOf({ offers: [app, ...offers] }));
		expect(unserved.map(({ need }) => need.interface)).toEqual([`i${levels}`]);
	});

	it('of a hostile source whose pups all give and need everything come to an end, too', () => {
		const names = Array.from({ length: 63 }, (_, at) => `i${at}`);
		const every = (value: string) => Object.fromEntries(names.map((name) => [name, value]));
		const made = manifest('P', '1.0.0', { gives: every('1.0.0'), needs: { ...every('>=0.1 <3 || ^1'), gone: '*' } });
		const problem = { signature: 'unsigned' as const, treeHash: null, identity: 'x', problem: null };
		const offers = Array.from({ length: 40 }, (_, at) => ({
			...pup(at === 0 ? 'App' : `P${at}`, {}),
			versions: Array.from({ length: 20 }, (_, n) => ({ version: `${20 - n}.0.0`, manifest: made, ...problem }))
		}));
		const { installs, wires, unserved, gaveUp } = resolve(inputOf({ offers }));
		expect(conflictOf(unserved[0]!, gaveUp).reason).toContain('not tried all of them together');
		expect(installs.length).toBeLessThanOrEqual(MOST_PUPS);
		expect(wires.length + unserved.length).toBeLessThanOrEqual(300);
		expect(unserved.map(({ need }) => need.interface)).toContain('gone');
	});

	it('install a bounded number of pups', () => {
		const chain = Array.from({ length: MOST_PUPS + 5 }, (_, at) =>
			pup(`P${at}`, { '1.0.0': { gives: { [`i${at}`]: '1.0.0' }, needs: { [`i${at + 1}`]: '*' } } })
		);
		const { installs, unserved } = resolve(
			inputOf({ offers: [pup('App', { '1.0.0': { needs: { i0: '*' } } }), ...chain] })
		);
		expect(installs).toHaveLength(MOST_PUPS);
		expect(unserved.map((one) => conflictOf(one, false))).toMatchObject([{ kind: 'too-many' }]);
	});
});
