/** Changes of ports and pages by the owner: a whole request is applied, or nothing. */
import { BoxError } from '../../../contract/errors.ts';
import { hostPorts } from '../../../contract/manifest.ts';
import type { ChangedPorts, PortsChange, PupPorts } from '../../../contract/ports.ts';
import type { Database } from '../../db/index.ts';
import type { PupRow } from '../installed/index.ts';
import { portKey, portRefusal, type PortWorld } from '../../network/index.ts';
import { createPageToken } from './page-tokens.ts';
import type { PageRow, Pages } from './pages.ts';
import type { PortRow, Ports } from './ports.ts';

type ChangeablePup = Pick<PupRow, 'id' | 'name' | 'manifest' | 'state'>;

/** Pages at which access by token or without login has changed. */
export type Revoked = Pick<PageRow, 'port'>;

/**
 * The ports and pages of a pup for display.
 * @param listening ports on which programs of the host listen, by {@link portKey}
 */
export function shownPorts(
	pup: ChangeablePup,
	rows: { ports: readonly PortRow[]; pages: readonly PageRow[] },
	listening: ReadonlySet<string>
): PupPorts {
	const byName = new Map(rows.ports.map((row) => [row.name, row]));
	const order = pup.manifest.container.exposes.map(({ name }) => name);
	const place = ({ name }: { name: string }) => order.indexOf(name) >>> 0;
	return {
		ports: hostPorts(pup.manifest).flatMap(({ name, type, port }) => {
			const row = byName.get(name);
			if (!row) return [];
			const { protocol, hostPort, published } = row;
			const hidden = published && listening.has(portKey(protocol, hostPort));
			const problem = hidden
				? `Another program on this box uses port ${hostPort} too; devices at home reach the pup instead of it. Choose another port.`
				: null;
			return [{ name, type, protocol, port: row.port, hostPort, wantedPort: port, published, problem }];
		}),
		pages: [...rows.pages]
			.sort((a, b) => place(a) - place(b))
			.map(({ name, targetPort, port, access, tokenAt }) => ({
				name,
				port: targetPort,
				hostPort: port,
				access,
				tokenAt
			}))
	};
}

/** Returns the entry of this name. @throws BoxError 422 `no-such-port` */
export function named<T extends { name: string }>(rows: readonly T[], name: string, of: string): T {
	const found = rows.find((row) => row.name === name);
	if (found) return found;
	const names = rows.map((row) => `“${row.name}”`).join(', ') || 'none';
	throw new BoxError({
		code: 'no-such-port',
		status: 422,
		message: `It has no ${of} “${name}”.`,
		hint: `It has ${names}.`
	});
}

export function createPortChanges(deps: {
	database: Database;
	pages: Pages;
	ports: Ports;
	/** All uses of the host's ports. */
	world: () => PortWorld;
}) {
	const { database, pages, ports, world } = deps;

	function changePage(
		page: PageRow,
		request: PortsChange['pages'][number]
	): { token: string | null; revoked: boolean } {
		const port = request.hostPort ?? page.port;
		if (port !== page.port) {
			const refusal = portRefusal({ protocol: 'tcp', port, forPage: true }, world());
			if (refusal) throw refusal;
			pages.set(page, { port, chosen: true });
		}
		const access = request.access ?? page.access;
		// Without a token nobody could use this kind of access.
		const needsToken = access === 'token' && (request.newToken === true || page.tokenHash === null);
		const made = needsToken ? createPageToken() : null;
		if (access !== page.access) pages.set(page, { access });
		if (made) pages.set(page, { tokenHash: made.hash, tokenAt: Date.now() });
		else if (access !== 'token' && page.tokenHash !== null) pages.set(page, { tokenHash: null, tokenAt: null });
		return { token: made?.token ?? null, revoked: access !== page.access || made !== null };
	}

	/**
	 * Applies the whole request.
	 * @throws BoxError 422 `no-such-port`, `port-reserved`, 409 `port-taken`; nothing is changed
	 * then
	 */
	return (pup: ChangeablePup, change: PortsChange): Pick<ChangedPorts, 'tokens'> & { revoked: Revoked[] } =>
		database.transaction(() => {
			for (const { name, ...portChange } of change.ports)
				ports.change(named(ports.of(pup.id), name, 'port'), portChange);
			const tokens: ChangedPorts['tokens'] = [];
			const revoked: Revoked[] = [];
			for (const pageChange of change.pages) {
				const page = named(pages.of(pup.id), pageChange.name, 'page');
				const done = changePage(page, pageChange);
				if (done.token !== null) tokens.push({ page: page.name, token: done.token });
				if (done.revoked) revoked.push({ port: page.port });
			}
			return { tokens, revoked };
		});
}
