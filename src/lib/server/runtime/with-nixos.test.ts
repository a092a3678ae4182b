import { expect, it } from 'vitest';
import type { ContainerSpec } from './spec.ts';
import type { ContainerStatus, Runtime } from './types.ts';
import { withNixos } from './with-nixos.ts';

/** Stands in for a runtime: remembers its containers, and records each call with its kind. */
function standIn(kind: Runtime['kind'], asked: string[]): Runtime {
	const standing = new Set<string>();
	const status = (id: string) => (standing.has(id) ? ({ id } as ContainerStatus) : null);
	return {
		kind,
		status,
		list: () => [...standing].map((id) => status(id)!),
		ensure: (spec: ContainerSpec) => {
			asked.push(`${kind} ensure`);
			standing.add(spec.id);
			return Promise.resolve(status(spec.id)!);
		},
		stop: (id: string) => {
			asked.push(`${kind} stop`);
			standing.delete(id);
			return Promise.resolve([]);
		},
		remove: () => Promise.resolve(void asked.push(`${kind} remove`))
	} as unknown as Runtime;
}

it('has what Nix built run in NixOS’s containers, all else in OCI’s, and clears both', async () => {
	const asked: string[] = [];
	const both = withNixos(standIn('oci', asked), standIn('nixos', asked));
	const nix = { packages: {}, ports: { tcp: [], udp: [] }, secret: [], credentials: [] };
	await both.ensure({ id: 'a', nix } as unknown as ContainerSpec);
	await both.ensure({ id: 'b' } as ContainerSpec);
	expect(both.list().map(({ id }) => id)).toEqual(['b', 'a']);
	await both.stop('a', { graceMs: 0 });
	await both.stop('b', { graceMs: 0 });
	await both.remove('a', { graceMs: 0 });
	expect(asked).toEqual(['nixos ensure', 'oci ensure', 'nixos stop', 'oci stop', 'nixos remove', 'oci remove']);
});
