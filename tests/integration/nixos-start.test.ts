/**
 * Compares the time to start a built pup with `nixos` and with `oci` in one run, and shows that the
 * start builds nothing. Needs a host with the stand-ins of NixOS (`npm run test:os`).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from '../support/as-root.ts';
import { cannotRunContainers, engineFixture, nixosHere, type EngineFixture } from './support/engine-fixture.ts';

const reason = nixosHere().reason ?? cannotRunContainers();
if (reason) console.log(`starts with nixos are not measured: ${reason}`);

const ROUNDS = 5;

async function medianOfStarts(box: EngineFixture): Promise<number> {
	const spec = box.spec({ main: 'echo up; exec sleep 1000' });
	await box.runtime.ensure(spec);
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		await box.runtime.stop(spec.id, { graceMs: 2000 });
		const before = performance.now();
		await box.runtime.ensure(spec);
		times.push(performance.now() - before);
	}
	await box.runtime.remove(spec.id, { graceMs: 0 });
	return Math.round(times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!);
}

describe.skipIf(reason !== null)('a start of what is built', () => {
	let nixos: EngineFixture;
	let oci: EngineFixture;
	beforeAll(async () => {
		nixos = await engineFixture({ oci: null });
		oci = await engineFixture();
	});
	afterAll(async () => {
		await nixos.dispose();
		await oci.dispose();
	});

	it('builds nothing and makes nothing, with either runtime', async () => {
		const spec = nixos.spec({ main: 'echo up; exec sleep 1000' });
		await nixos.runtime.ensure(spec);
		await nixos.runtime.stop(spec.id, { graceMs: 2000 });
		const before = readFileSync('/nix/calls', 'utf8');
		await nixos.runtime.ensure(spec);
		expect(readFileSync('/nix/calls', 'utf8')).toBe(before);
		await nixos.runtime.remove(spec.id, { graceMs: 0 });
		const [ofNixos, ofOci] = [await medianOfStarts(nixos), await medianOfStarts(oci)];
		console.log(`start of what is built: nixos ${ofNixos} ms, oci ${ofOci} ms`);
	});
});
