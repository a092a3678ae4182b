/** What pups may reach: the internet, where the manifest wants it. */
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';

/** Has the network follow what the pups that are installed want; nothing is written twice. */
export async function openInternet(
	{ network, rows }: Pick<PupsDeps, 'network'> & { rows: Pick<PupRows, 'all'> },
	signal?: AbortSignal
): Promise<void> {
	const policies = rows.all().map(({ id, manifest }) => ({
		id,
		internet: manifest.container.requiresInternet,
		lan: false,
		networks: null,
		reaches: [],
		publishes: []
	}));
	await network?.allow(policies, signal);
}
