/** The command `dbx mcp`; what serves it is loaded when it is called. */
import type { Command } from 'commander';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';

interface McpProgram {
	serveMcp: (typeof import('./mcp/main.ts'))['serveMcp'];
}

async function loadProgram(): Promise<McpProgram> {
	// Written beside this file; it does not exist where this source is checked.
	const file = './dbx-mcp.js';
	try {
		return (await import(/* @vite-ignore */ file)) as McpProgram;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
		throw new Failure(EXIT.failed, 'A file of dbx is missing: dbx-mcp.js.', {
			hint: 'It lies in build/ beside dbx.js. Put both into the same folder, or link to dbx.js instead of copying it.'
		});
	}
}

export function addMcp(program: Command, session: () => Session): void {
	program
		.command('mcp')
		.description('Lets an assistant operate the box: a server of the Model Context Protocol (docs/mcp.md).')
		.option('--scopes <scopes>', 'offer only what these need: see,operate,…')
		.action(async ({ scopes }: { scopes?: string }) => {
			const { around, connection } = session();
			const { serveMcp } = await loadProgram();
			const tell = (text: string) => around.err(`dbx mcp: ${text}\n`);
			await serveMcp({ connection: connection(), version: around.version, scopes, tell });
		});
}
