/** Generates the manual page from the commands themselves (man(7)). */
import type { Command } from 'commander';
import { EXIT_WORDS } from './failure.ts';

/** Escapes text for roff. */
const plain = (text: string) =>
	text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replace(/^([.'])/gm, '\\&$1');

function entries(command: Command, path: string): string[] {
	return command.commands
		.filter((one) => !one.name().startsWith('__'))
		.flatMap((one) => {
			const name = `${path} ${one.name()}`;
			if (one.commands.length > 0) return entries(one, name);
			const usage = one.usage().replace(/^\[options\] ?/, '');
			const own = one.options.filter(({ long }) => long !== '--json');
			const options = own.map(({ flags, description }) => `.br\n${plain(`${flags}: ${description}`)}`);
			return ['.TP', `.B ${plain(`${name} ${usage}`.trim())}`, plain(one.description()), ...options];
		});
}

/** Returns dbx(1). */
export function manPage(program: Command): string {
	const options = program.options.flatMap(({ flags, description }) => [
		'.TP',
		`.B ${plain(flags)}`,
		plain(description)
	]);
	const codes = Object.entries(EXIT_WORDS).flatMap(([code, text]) => ['.TP', `.B ${code}`, plain(text)]);
	return [
		`.TH DBX 1 "" "dbx ${program.version() ?? ''}" "Dogebox"`,
		'.SH NAME',
		'dbx \\- the command line of a Dogebox',
		'.SH SYNOPSIS',
		'.B dbx',
		'[options] command [arguments]',
		'.SH DESCRIPTION',
		plain(
			'Does everything over the API that the pages of the box can do: on the box itself over its Unix socket, elsewhere with a token.'
		),
		'.SH OPTIONS',
		...options,
		'.SH COMMANDS',
		...entries(program, 'dbx'),
		'.SH EXIT STATUS',
		...codes,
		'.SH FILES',
		'.TP',
		'.I ~/.config/dogebox/boxes.json',
		plain('Known boxes and their tokens, mode 0600.'),
		''
	].join('\n');
}
