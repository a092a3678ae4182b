import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import type { CopyContent, DatabaseState } from '../db/index.ts';
import type { Parts } from '../parts.ts';
import type { DescribedPup } from '../pups/index.ts';

export interface RecoveryDeps {
	config: BoxConfig;
	log: Logger;
	/** States of the other programs from the supervisor; null without a supervisor. */
	parts: Parts | null;
	/** State of the database at the start. */
	database: DatabaseState;
}

/**
 * Serves requests while the database cannot be used: one page for the owner, 503 for all others.
 */
export interface Recovery {
	handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
	/** Resolves when the database is replaced and the owner has received the result. */
	readonly done: Promise<void>;
	/** Closes the connections to the key manager and the host. */
	close(): Promise<void>;
}

/** A copy that can be restored. */
export interface OfferedCopy extends CopyContent {
	name: string;
	file: string;
	/** Milliseconds since the epoch. */
	at: number;
	/** `daily`, or `migration`: made before another version changed the tables. */
	kind: 'daily' | 'migration';
}

/** The copies and pups from which the box can be recovered. */
export interface Findings {
	copies: OfferedCopy[];
	pups: DescribedPup[];
	/** Why the pups on the disk are unknown; null where they are known. */
	pupsProblem: string | null;
}
