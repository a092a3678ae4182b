/** What `dbx` stands on: one value, so that tests need no process. */
import type * as PupToolsModule from '../pup/index.ts';
import type * as Assistant from './mcp/main.ts';
import type { Connection } from './connection.ts';
import type { BoxContext, Contexts } from './contexts.ts';

/** What `dbx mcp` loads. */
export type AssistantProgram = typeof Assistant;

/** The tools of pup makers, a program of their own that few commands load. */
export type PupTools = typeof PupToolsModule;

export interface Around {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	/** Folder that relative paths count from. */
	readonly folder: string;
	/** A person looks at the output, at the errors, types at the input. */
	readonly terminal: { readonly out: boolean; readonly err: boolean; readonly in: boolean };
	out(text: string): void;
	err(text: string): void;
	/** @throws Failure where they are not there */
	pupTools(): Promise<PupTools>;
	/** @throws Failure where it is not there */
	assistant(): Promise<AssistantProgram>;
}

/** What a command does its work with. */
export interface Session {
	readonly around: Around;
	/** `--json`: answers as the box gave them. */
	readonly json: boolean;
	/** The box that is meant. @throws Failure where none is known */
	box(): BoxContext;
	/** Talks to it. */
	connection(): Connection;
	contexts(): Contexts;
	/** Keeps what is known of boxes. */
	keep(contexts: Contexts): void;
}
