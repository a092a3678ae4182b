/** Destinations as they are kept: what is secret is sealed and leaves only to be sent with. */
import { randomBytes } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import type { Severity } from '../../contract/attention.ts';
import { BoxError, notFound } from '../../contract/errors.ts';
import { DESTINATIONS_MOST, type DestinationChange, type NewDestination } from '../../contract/notifications.ts';
import { tables, type Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';

type Row = typeof tables.notificationDestinations.$inferSelect;

type Distribute<T> = T extends { kind: string } ? Omit<T, 'name' | 'severities'> : never;
/** All that it takes to send there, secrets in clear. */
export type Target = Distribute<NewDestination>;
type TargetOf<Kind extends Target['kind']> = Extract<Target, { kind: Kind }>;
export type WebhookTarget = TargetOf<'webhook'>;
export type EmailTarget = TargetOf<'email'>;
export type NtfyTarget = TargetOf<'ntfy'>;
export type PushTarget = TargetOf<'push'>;

/** A destination without its secrets. */
export interface Kept {
	id: string;
	kind: Target['kind'];
	name: string;
	severities: Severity[];
	where: string;
	secretSet: boolean;
	createdAt: number;
}

export interface Destinations {
	all(): Kept[];
	/** @throws BoxError 404 */
	get(id: string): Kept;
	/** @throws BoxError 404, 500 `sealed-unreadable` */
	target(id: string): Target;
	/** @throws BoxError 409 `too-many-destinations` */
	add(destination: NewDestination): Kept;
	/** @throws BoxError 404 */
	change(id: string, change: DestinationChange): Kept;
	/** @throws BoxError 404 */
	remove(id: string): void;
}

const context = (id: string) => `notifications/${id}`;

export function createDestinations({ database, sealer }: { database: Database; sealer: Sealer }): Destinations {
	const { db } = database;
	const table = tables.notificationDestinations;

	function row(id: string): Row {
		const found = db.select().from(table).where(eq(table.id, id)).get();
		if (!found) throw notFound('destination', id);
		return found;
	}

	return {
		all: () => db.select().from(table).orderBy(asc(table.createdAt), asc(table.id)).all().map(keptOf),
		get: (id) => keptOf(row(id)),
		target(id) {
			const { config, sealed } = row(id);
			const hidden = sealed === null ? {} : (JSON.parse(sealer.open(sealed, context(id))) as object);
			return { ...(config as object), ...hidden } as Target;
		},
		add({ name, severities, ...target }) {
			if (db.select({ id: table.id }).from(table).all().length >= DESTINATIONS_MOST) {
				throw new BoxError({
					code: 'too-many-destinations',
					status: 409,
					message: `A box has at most ${DESTINATIONS_MOST} destinations of notifications.`,
					hint: 'Remove one that is not used.'
				});
			}
			const id = randomBytes(16).toString('hex');
			const { open, hidden } = apart(target);
			const sealed = hidden === null ? null : sealer.seal(JSON.stringify(hidden), context(id));
			const { kind } = target;
			db.insert(table).values({ id, kind, name, severities, config: open, sealed, createdAt: Date.now() }).run();
			return keptOf(row(id));
		},
		change(id, change) {
			row(id);
			const { name, severities } = change;
			if (name !== undefined || severities !== undefined) {
				db.update(table)
					.set({ ...(name !== undefined && { name }), ...(severities !== undefined && { severities }) })
					.where(eq(table.id, id))
					.run();
			}
			return keptOf(row(id));
		},
		remove(id) {
			row(id);
			db.delete(table).where(eq(table.id, id)).run();
		}
	};
}

/**
 * What is kept in clear, and what is sealed. Who has the address of a subscription can write to it.
 */
function apart(target: Target): { open: object; hidden: object | null } {
	if (target.kind === 'push') {
		const { keys, endpoint, kind } = target;
		return { open: { kind, service: new URL(endpoint).host }, hidden: { endpoint, keys } };
	}
	const { secret, ...open } = target;
	// An address may hold a token in its path or query.
	if (target.kind === 'webhook') {
		return { open: { kind: 'webhook', host: new URL(target.url).host }, hidden: { url: target.url, secret } };
	}
	return { open, hidden: secret ? { secret } : null };
}

function keptOf({ id, kind, name, severities, config, sealed, createdAt }: Row): Kept {
	const { host, port, url, topic, to, service } = config as Partial<Record<string, string | number>>;
	const where: Record<Target['kind'], string> = {
		webhook: `${host}`,
		email: `${to} by ${host}:${port}`,
		ntfy: `${topic} at ${url}`,
		push: `a browser, by ${service}`
	};
	return { id, kind, name, severities, where: where[kind], secretSet: sealed !== null, createdAt };
}
