/** Stored destinations. Their secrets are sealed, and opened only to send with them. */
import { randomBytes } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import type { Severity } from '../../contract/attention.ts';
import { BoxError, notFound } from '../../contract/errors.ts';
import {
	DESTINATIONS_MOST,
	type DestinationChange,
	type NewDestination,
	type ShownTarget
} from '../../contract/notifications.ts';
import { tables, type Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import { retargeted, type Target } from './targets.ts';

type Row = typeof tables.notificationDestinations.$inferSelect;

/** A destination without its secrets. */
export interface Kept {
	id: string;
	kind: Target['kind'];
	name: string;
	severities: Severity[];
	where: string;
	target: ShownTarget;
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
	/** @throws BoxError 404; 422 for another kind, or a secret that would go to another server */
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

	function target(id: string): Target {
		const { config, sealed } = row(id);
		const hidden = sealed === null ? {} : (JSON.parse(sealer.open(sealed, context(id))) as object);
		return { ...config, ...hidden } as Target;
	}

	/** A target's stored form, with sealed secrets. */
	function written(id: string, target: Target) {
		const { open, hidden } = apart(target);
		return { config: open, sealed: hidden === null ? null : sealer.seal(JSON.stringify(hidden), context(id)) };
	}

	return {
		all: () => db.select().from(table).orderBy(asc(table.createdAt), asc(table.id)).all().map(keptOf),
		get: (id) => keptOf(row(id)),
		target,
		add({ name, severities, ...target }) {
			if (db.select({ id: table.id }).from(table).all().length >= DESTINATIONS_MOST) {
				throw new BoxError({
					code: 'too-many-destinations',
					status: 409,
					message: `A box has at most ${DESTINATIONS_MOST} destinations for notifications.`,
					hint: 'Remove one that is not used.'
				});
			}
			const id = randomBytes(16).toString('hex');
			const { kind } = target;
			db.insert(table)
				.values({ id, kind, name, severities, ...written(id, target), createdAt: Date.now() })
				.run();
			return keptOf(row(id));
		},
		change(id, { name, severities, target: wanted }) {
			const { target: now } = keptOf(row(id));
			const next = {
				...(name !== undefined && { name }),
				...(severities !== undefined && { severities }),
				...(wanted &&
					written(
						id,
						retargeted(now, wanted, () => target(id))
					))
			};
			if (Object.keys(next).length > 0) db.update(table).set(next).where(eq(table.id, id)).run();
			return keptOf(row(id));
		},
		remove(id) {
			row(id);
			db.delete(table).where(eq(table.id, id)).run();
		}
	};
}

/**
 * Splits a target into its open part and the part to be sealed. The address of a push subscription
 * is sealed too, because anybody who has it can send to it.
 */
function apart(target: Target): { open: ShownTarget; hidden: object | null } {
	if (target.kind === 'push') {
		const { keys, endpoint, kind } = target;
		return { open: { kind, service: new URL(endpoint).host }, hidden: { endpoint, keys } };
	}
	// The URL may contain a token in its path or query.
	if (target.kind === 'webhook') {
		const { kind, url, secret } = target;
		return { open: { kind, host: new URL(url).host }, hidden: { url, secret } };
	}
	const { secret, ...open } = target;
	return { open, hidden: secret ? { secret } : null };
}

function keptOf({ id, kind, name, severities, config, sealed, createdAt }: Row): Kept {
	return {
		...{ id, kind, name, severities, createdAt },
		where: whereOf(config),
		target: config,
		secretSet: sealed !== null
	};
}

function whereOf(target: ShownTarget): string {
	switch (target.kind) {
		case 'webhook':
			return target.host;
		case 'email':
			return `${target.to} by ${target.host}:${target.port}`;
		case 'ntfy':
			return `${target.topic} at ${target.url}`;
		case 'push':
			return `a browser, by ${target.service}`;
	}
}
