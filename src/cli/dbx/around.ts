/** The environment of `dbx` as one value, so that tests need no process. */
import type * as PupToolsModule from '../pup/index.ts';
import type * as Assistant from './mcp/main.ts';
import type { Connection } from './connection.ts';
import type { BoxContext, Contexts } from './contexts.ts';

/** The program that `dbx mcp` loads. */
export type AssistantProgram = typeof Assistant;

/** The tools of pup makers: a separate program that few commands load. */
export type PupTools = typeof PupToolsModule;

export interface Around {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	/** Folder that relative paths are resolved against. */
	readonly folder: string;
	/** Whether output, errors and input are connected to a terminal. */
	readonly terminal: { readonly out: boolean; readonly err: boolean; readonly in: boolean };
	out(text: string): void;
	err(text: string): void;
	/** @throws Failure when the tools are not installed */
	pupTools(): Promise<PupTools>;
	/** @throws Failure when the program is not installed */
	assistant(): Promise<AssistantProgram>;
}

/** What a command works with. */
export interface Session {
	readonly around: Around;
	/** `--json`: answers are printed as the box sent them. */
	readonly json: boolean;
	/** Returns the selected box. @throws Failure when no box is known */
	box(): BoxContext;
	/** Returns the connection to the selected box. */
	connection(): Connection;
	contexts(): Contexts;
	/** Stores the known boxes. */
	keep(contexts: Contexts): void;
}
