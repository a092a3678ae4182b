/** Pages of pups that are no containers: ports of a box that lead to servers of the test. */
import type { PageAccess } from '../../src/lib/contract/ports.ts';
import type { Services } from '../../src/lib/server/services.ts';

export const PAGE_PUP = 'c'.repeat(32);

export interface TestPages {
	/** Port of the box → port of the test's server on 127.0.0.1. */
	readonly routes: Map<number, number>;
	running: boolean;
	/** Who may open the pages, and their access token. */
	access: PageAccess;
	token: string | null;
	/** Reports that {@link access} or {@link token} has changed, as the pups service does. */
	revoke(): Promise<void>;
	/** Must be called after a change of {@link routes}. */
	changed(): void;
	/** Replaces the pages of the box's pups by these pages. */
	readonly change: (services: Services) => Services;
}

export function testPages(): TestPages {
	let changed: () => void = () => undefined;
	const pages: TestPages = {
		routes: new Map(),
		running: true,
		access: 'login',
		token: null,
		revoke: async () => undefined,
		changed: () => changed(),
		change: (services) => ({
			...services,
			pups: {
				...services.pups,
				pageTarget(port) {
					const targetPort = pages.routes.get(port);
					if (targetPort === undefined) return null;
					const { running } = pages;
					return { pupId: PAGE_PUP, pupName: 'Test <pup>', pageName: 'a page', host: '127.0.0.1', targetPort, running };
				},
				pagePorts: () => [...pages.routes.keys()],
				onPages(fn) {
					changed = fn;
					return () => (changed = () => undefined);
				},
				pageAccess: (port) => (pages.routes.has(port) ? pages.access : null),
				holdsPageToken: (_port, token) => token === pages.token,
				onPageRevoked(fn) {
					pages.revoke = async () => {
						for (const port of pages.routes.keys()) await fn({ port });
					};
					return () => undefined;
				}
			}
		})
	};
	return pages;
}

/** Polls until the condition holds. */
export async function until(test: () => boolean | Promise<boolean>, what: string): Promise<void> {
	for (let tries = 0; !(await test()); tries++) {
		if (tries > 1600) throw new Error(`it did not come to be that ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
}
