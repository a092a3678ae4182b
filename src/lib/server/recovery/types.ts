import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import type { CopyContent, DatabaseState } from '../db/index.ts';
import type { Parts } from '../parts.ts';
import type { DescribedPup } from '../pups/index.ts';

export interface RecoveryDeps {
	config: BoxConfig;
	log: Logger;
	/** What the supervisor says, where there is one. */
	parts: Parts | null;
	/** As it was found at the start. */
	database: DatabaseState;
}

/** The box while its database cannot be used: one page for its owner, 503 for everybody else. */
export interface Recovery {
	handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
	/** Resolves when there is a database again and its owner has read so. */
	readonly done: Promise<void>;
	/** Lets go of the key manager and the host. */
	close(): Promise<void>;
}

/** A copy that can be chosen. */
export interface OfferedCopy extends CopyContent {
	name: string;
	file: string;
	/** Milliseconds since the epoch. */
	at: number;
	/** `daily`, or from before the tables were changed by another version. */
	kind: 'daily' | 'migration';
}

/** What the recovery can build on. */
export interface Findings {
	copies: OfferedCopy[];
	pups: DescribedPup[];
	/** Why the pups on the disk are not known; null where they are. */
	pupsProblem: string | null;
}
