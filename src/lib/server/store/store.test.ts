import { describe, expect, it } from 'vitest';
import { judged, listed, manifestOf, offer } from '../../../../tests/support/offers.ts';
import type { ChangeBody } from '../../contract/live.ts';
import { notFound } from '../../contract/errors.ts';
import type { Events } from '../events/types.ts';
import { createStore, type HostCapabilities, type InstalledPup } from './index.ts';

const no = (reason: string) => ({ ok: false as const, reason, command: null });
const onlyDebian: HostCapabilities = {
	nix: no('No Nix here.'),
	flake: no('No flakes.'),
	image: no('No images.'),
	debian: { ok: true }
};

/** The store over two pups of one source: one builds from Debian packages, the other with Nix. */
function shop() {
	const nix = { container: { build: { nixFile: 'pup.nix', nixFileSha256: 'a'.repeat(64) } } };
	const pups = [
		offer('One', judged(listed('One', '1.0.0'))),
		offer('Two', judged(listed('Two', '1.0.0', { manifest: manifestOf('Two', '1.0.0', nix) })))
	];
	const published: ChangeBody['kind'][] = [];
	const refreshed: (string | undefined)[] = [];
	const host = { capabilities: onlyDebian, installed: [] as InstalledPup[] };
	const store = createStore({
		sources: {
			offers: () => pups,
			offer(_source, name) {
				const pup = pups.find((one) => one.name === name);
				if (!pup) throw notFound('pup', name);
				return { pup, version: pup.shown };
			},
			readme: (_source, name) => Promise.resolve(`<p>${name}</p>`),
			hasLogo: (_source, name) => name === 'One',
			refresh: async (id) => void refreshed.push(id)
		},
		events: { emit: (body: ChangeBody) => published.push(body.kind) } as unknown as Events,
		capabilities: () => host.capabilities,
		installed: () => host.installed
	});
	return { store, host, published, refreshed };
}

describe('the store', () => {
	it('says what this host can run, and nothing before it was looked at', async () => {
		const { store, host, published, refreshed } = shop();
		expect(store.list().map((pup) => pup.runnable)).toEqual([false, false]);
		await store.begin();
		expect(store.list()).toMatchObject([
			{ name: 'One', runnable: true, reason: null, logoUrl: '/api/v1/store/s/One/logo' },
			{ name: 'Two', runnable: false, reason: 'No Nix here.', logoUrl: null }
		]);
		await store.refresh('s');
		expect([published, refreshed]).toEqual([['store'], ['s']]);
		host.capabilities = { ...onlyDebian, nix: { ok: true } };
		await store.refresh();
		expect([published, refreshed]).toEqual([
			['store', 'store'],
			['s', undefined]
		]);
		expect(store.list().map((pup) => pup.runnable)).toEqual([true, true]);
	});

	it('says what is installed', async () => {
		const { store, host } = shop();
		await store.begin();
		expect(store.list()[0]).toMatchObject({ installedPupId: null, installedState: null });
		host.installed = [{ id: 'x', sourceId: 's', name: 'One', offerName: null, state: 'stopped' }];
		expect(store.list()[0]).toMatchObject({ installedPupId: 'x', installedState: 'stopped' });
		// The owner renamed this pup.
		const renamed = { id: 'y', sourceId: 's', name: 'Mine', offerName: 'One', state: 'running' } as const;
		host.installed = [renamed];
		expect(store.list()[0]).toMatchObject({ installedPupId: 'y', installedState: 'running' });
		host.installed = [{ id: 'x', sourceId: 's', name: 'One', offerName: null, state: 'stopped' }, renamed];
		expect(store.list()[0]).toMatchObject({ installedPupId: 'x', installedState: 'stopped' });
	});

	it('gives the page of a pup with its readme', async () => {
		const { store } = shop();
		expect(await store.detail('s', 'One')).toMatchObject({ name: 'One', readmeHtml: '<p>One</p>' });
		await expect(store.detail('s', 'Three')).rejects.toMatchObject({ code: 'not-found' });
	});
});
