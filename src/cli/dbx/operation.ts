/** Adds a command for each operation of the box, from the table of operations. */
import { Option, type Command } from 'commander';
import type { TableField, TableRow } from '../../lib/contract/command-table.ts';
import { createEventReader } from '../../lib/contract/event-text.ts';
import type { Session } from './around.ts';
import { askSecret } from './ask.ts';
import type { Call } from './connection.ts';
import { EXIT, Failure, isBroken } from './failure.ts';
import { openInput, openOutput } from './files.ts';
import { printOutcome, waitForJob } from './jobs.ts';
import { answerText, cellText } from './output.ts';
import {
	addressOf,
	bodyFor,
	MAYBE_SECRET,
	needHidden,
	optionName,
	pathParams,
	readBody,
	SECRET,
	valueOf
} from './values.ts';

/** Format of the box's ids. */
const ID = /^[0-9a-f]{32}$/;

interface Given {
	params: Record<string, string>;
	query: Record<string, string>;
	body?: unknown;
	/** File to upload. */
	file?: string | undefined;
	/** File that bytes are written to. */
	output?: string | undefined;
	watch?: boolean | undefined;
}

/**
 * Returns the id of a pup or source that was given by id or name.
 * @throws Failure when none or several have the name
 */
export async function idOf(session: Session, path: string, given: string): Promise<string> {
	const kind = path.startsWith('/pups/') ? 'pups' : path.startsWith('/sources/') ? 'sources' : null;
	if (kind === null || ID.test(given)) return given;
	const answer = await session
		.connection()
		.json<Record<string, { id: string; name: string }[]>>({ method: 'GET', path: `/${kind}` });
	const all = answer[kind] ?? [];
	const same = all.filter(({ id, name }) => id === given || name.toLowerCase() === given.toLowerCase());
	if (same.length === 1) return same[0]!.id;
	const what = kind === 'pups' ? 'pup' : 'source';
	if (same.length > 1) throw new Failure(EXIT.usage, `More than one ${what} has the name “${given}”: give its id.`);
	const names = all.map(({ name }) => cellText('name', name)).join(', ');
	throw new Failure(EXIT.notFound, `There is no ${what} “${given}”.`, {
		hint: names === '' ? undefined : `There are: ${names}.`
	});
}

/** Calls an operation and shows its answer. */
export async function runOperation(session: Session, row: TableRow, given: Given): Promise<void> {
	const { around, json } = session;
	const params = { ...given.params };
	if (params['id'] !== undefined) params['id'] = await idOf(session, row.path, params['id']);
	const path = addressOf(row, params, given.query);
	if (row.answer === 'duplex') {
		throw new Failure(EXIT.usage, `${row.id} is a WebSocket.`, {
			hint: 'See dbx pups exec, dbx pups logs -f and dbx events.'
		});
	}
	const call = {
		method: row.method,
		path,
		...(given.body !== undefined && { json: given.body }),
		...(Array.isArray(row.body) && { upload: await uploadOf(row.body[0]!, given.file, around.folder) })
	};
	if (row.answer === 'bytes') return writeBytes(session, call, given.output);
	if (row.answer === 'events') return followEvents(session, call);
	const answer = await session.connection().json<{ jobId?: string | null } | null>(call);
	if (given.watch && typeof answer?.jobId === 'string')
		return printOutcome(session, await waitForJob(session, answer.jobId));
	around.out(`${json ? JSON.stringify(answer) : answerText(row.id, answer)}\n`);
}

async function uploadOf(type: string, file: string | undefined, folder: string) {
	if (file === undefined)
		throw new Failure(EXIT.usage, 'Give the file to send: --file FILE, or --file - for the standard input.');
	return { type, stream: await openInput(file, folder) };
}

async function writeBytes(session: Session, call: Call, file: string | undefined): Promise<void> {
	const output = await openOutput(file, session.around.folder);
	const answer = await session
		.connection()
		.open(call)
		.catch(async (error: unknown) => {
			await output.giveUp();
			throw error;
		});
	await output.take(answer);
}

async function followEvents(session: Session, call: Call): Promise<void> {
	const { around, json } = session;
	const answer = await session.connection().open(call);
	const reader = createEventReader();
	answer.setEncoding('utf8');
	try {
		for await (const text of answer) {
			for (const { event, data, id } of reader.push(String(text))) {
				around.out(json ? `${JSON.stringify({ event, id, data })}\n` : `${eventText(event, id, data)}\n`);
			}
		}
	} catch (error) {
		if (!isBroken(error)) throw error;
	}
	throw new Failure(EXIT.away, 'The box closed the stream.', { hint: 'Continue with --after and the last number.' });
}

interface ShownChange {
	body?: {
		pup?: { name: string; state: string };
		job?: { title: string; status: string; percent: number };
		id?: string;
	};
}

/** Formats a change in one line. */
function eventText(event: string, id: string | null, data: unknown): string {
	const { body } = data as ShownChange;
	const about = body?.pup
		? `${body.pup.name}: ${body.pup.state}`
		: body?.job
			? `${body.job.title}: ${body.job.status} ${Math.round(body.job.percent)} %`
			: (body?.id ?? '');
	return `${(id ?? '').padStart(8)}  ${event.padEnd(14)} ${cellText('', about)}`.trimEnd();
}

/** Describes a value: its meaning and its default. */
function helpOf({ about, fallback, required }: TableField): string {
	const words = about ?? (required ? 'needed' : '');
	const notes = [...(required && about !== undefined ? ['needed'] : []), ...(fallback ? [`default: ${fallback}`] : [])];
	return notes.length === 0 ? words : `${words} (${notes.join(', ')})`.trim();
}

/** Creates the option for a value. */
function optionOf(field: TableField): Option {
	const help = helpOf(field);
	const option = new Option(`--${optionName(field.name)} <${field.type === 'json' ? 'json' : 'value'}>`, help);
	return field.choices ? option.choices(field.choices) : option;
}

/** Builds a body from its options or from `--body`. @throws Failure */
async function bodyOf(row: TableRow, options: Record<string, string | undefined>): Promise<unknown> {
	if (row.body !== 'json') return undefined;
	if (options['body'] !== undefined) return bodyFor(row, options['body']);
	const body: Record<string, unknown> = {};
	for (const field of row.fields) {
		const { name, required } = field;
		const given = options[`in${name}`];
		if (SECRET.test(name)) {
			if (required)
				body[name] = await askSecret(name === 'next' ? 'New password' : name[0]!.toUpperCase() + name.slice(1));
		} else if (given !== undefined && MAYBE_SECRET.test(name)) {
			needHidden(`--${optionName(name)}`, given);
			body[name] = readBody(given);
		} else if (given !== undefined) body[name] = valueOf(field, given);
	}
	return body;
}

/**
 * Adds the command of an operation.
 * @param name of the command: `list`
 */
export function addOperation(
	parent: Command,
	name: string,
	row: TableRow,
	session: () => Session,
	isDefault: boolean
): Command {
	// A WebSocket cannot be called this way: a hint names the equivalent command.
	const hidden = row.answer === 'duplex';
	const command = parent.command(name, { isDefault, hidden }).description(row.summary);
	const params = pathParams(row.path);
	for (const param of params) {
		const what = param === 'id' && /^\/(pups|sources)\//.test(row.path) ? 'id or name' : param;
		command.argument(`<${param}>`, what);
	}
	for (const field of row.query) command.addOption(optionOf(field));
	const taken = new Set(row.query.map((field) => field.name));
	const fields = row.fields.filter((field) => !SECRET.test(field.name));
	for (const field of fields) {
		const named = taken.has(field.name)
			? { ...field, name: `body${field.name[0]!.toUpperCase()}${field.name.slice(1)}` }
			: field;
		command.addOption(optionOf(named));
	}
	if (row.body === 'json') command.option('--body <json>', 'the whole body: JSON, @FILE, or - for the standard input');
	else if (row.body) command.option('--file <file>', 'the file to send; - for the standard input');
	if (row.answer === 'bytes') command.option('-o, --output <file>', 'write to this file');
	if (row.answer === 'json' && row.method !== 'GET')
		command.option('-w, --watch', 'wait until the started job has ended');
	command.action(async (...args: unknown[]) => {
		const options = command.opts<Record<string, string | boolean | undefined>>();
		const text = (one: string) => options[camel(one)] as string | undefined;
		const query = Object.fromEntries(
			row.query.flatMap((field) => (text(field.name) === undefined ? [] : [[field.name, text(field.name)!]]))
		);
		const inBody = Object.fromEntries(
			fields.map(({ name: one }) => [
				`in${one}`,
				text(taken.has(one) ? `body${one[0]!.toUpperCase()}${one.slice(1)}` : one)
			])
		);
		await runOperation(session(), row, {
			params: Object.fromEntries(params.map((param, at) => [param, args[at] as string])),
			query,
			body: await bodyOf(row, { ...inBody, body: text('body') }),
			file: text('file'),
			output: text('output'),
			watch: options['watch'] === true
		});
	});
	return command;
}

/** Returns the name under which commander stores an option's value. */
const camel = (name: string) => optionName(name).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
