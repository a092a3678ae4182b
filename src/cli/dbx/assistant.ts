/** The command `dbx mcp`. The program that serves it is loaded when it is called. */
import type { Command } from 'commander';
import type { Session } from './around.ts';

export function addMcp(program: Command, session: () => Session): void {
	program
		.command('mcp')
		.description('Lets an assistant operate the box: a server of the Model Context Protocol (docs/mcp.md).')
		.option('--scopes <scopes>', 'offer only tools for these scopes: see,operate,…')
		.action(async ({ scopes }: { scopes?: string }) => {
			const { around, connection } = session();
			const { serveMcp } = await around.assistant();
			const warn = (text: string) => around.err(`dbx mcp: ${text}\n`);
			await serveMcp({ connection: connection(), version: around.version, scopes, warn });
		});
}
