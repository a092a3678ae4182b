/** The fields of a box's form for its main process. Pure. */
import type { BoxDetail } from '$lib/contract/boxes.ts';
import { CHECK_USUAL, MORE_CAPABILITIES, type BoxOptions } from '$lib/contract/box-options.ts';
import { splitCommand } from '$lib/contract/command.ts';
import type { RequestOf } from '$lib/contract/operations.ts';
import { BYTE_UNITS, numberIn } from '../forms/amounts.ts';

/** Initial values of the fields of a new box. */
export const NEW_PROCESS: Record<string, string> = {
	argv: '',
	workdir: '',
	user: '',
	hostname: '',
	capabilities: 'usual',
	readonlyRoot: '',
	health: '',
	healthSeconds: '',
	tty: '',
	pids: '',
	stopSignal: '',
	stopSeconds: ''
};
export const PROCESS_FIELDS = [...Object.keys(NEW_PROCESS), 'memoryFolders'] as const;

/** Choices of root's capabilities in a box. */
export const CAPABILITY_CHOICES = [
	{
		value: 'usual',
		title: 'What is usual',
		text: 'Enough for images that begin as root and prepare their folders. Right for nearly all.'
	},
	{
		value: 'more',
		title: 'A little more',
		text: 'Also ports below 1024, chroot, and rights of files. All of it holds inside the box alone.'
	},
	{ value: 'none', title: 'Nothing', text: 'Root in the box is as weak as any other user.' }
] as const;

type Wrong = Record<string, string>;
type Body = Pick<NonNullable<RequestOf<'boxes.create'>['body']>, 'argv' | 'workdir' | 'user' | 'pids'> & BoxOptions;

interface Sent {
	get(name: string): unknown;
}
const textIn = (form: Sent, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
};

function numberOf(form: Sent, name: string, wrong: Wrong): number | null {
	const value = numberIn(textIn(form, name));
	if (value === undefined) wrong[name] = 'Give a number, or leave it empty.';
	return value ?? null;
}

/** Splits a command line into words as a shell does. */
function wordsOf(form: Sent, wrong: Wrong): string[] | null {
	const text = textIn(form, 'argv');
	if (text === '') return null;
	try {
		return splitCommand(text);
	} catch {
		wrong['argv'] = 'A quote in it is not closed.';
		return null;
	}
}

const capabilitiesOf = (choice: string): BoxOptions => {
	if (choice === 'more') return { capAdd: [...MORE_CAPABILITIES] };
	return choice === 'none' ? { capDrop: ['ALL'] } : {};
};

/** Reads the fields that can be set for new boxes and changed later. */
export function readLater(form: Sent, wrong: Wrong) {
	const pids = numberOf(form, 'pids', wrong);
	const stopSeconds = numberOf(form, 'stopSeconds', wrong);
	const stopSignal = textIn(form, 'stopSignal');
	return {
		...(pids !== null && { pids }),
		...(stopSignal !== '' && { stopSignal: stopSignal as NonNullable<BoxOptions['stopSignal']> }),
		...(stopSeconds !== null && { stopSeconds })
	};
}

/**
 * Reads the fields; the operation's schema validates the result.
 * @param folders rows of tmpfs mounts: path, megabytes
 * @param wrong called with an error message and its field
 */
export function readProcess(form: Sent, folders: readonly (readonly string[])[], wrong: Wrong): Body {
	const argv = wordsOf(form, wrong);
	const text = (name: 'workdir' | 'user' | 'hostname') => {
		const value = textIn(form, name);
		return value === '' ? {} : { [name]: value };
	};
	const shell = textIn(form, 'health');
	const intervalSeconds = numberOf(form, 'healthSeconds', wrong) ?? CHECK_USUAL.intervalSeconds;
	const memoryFolders = folders.map(([target = '', size = '']) => {
		const amount = numberIn(size);
		if (amount === undefined) wrong['memoryFolders'] = 'Give sizes as numbers of megabytes.';
		return { target, ...(typeof amount === 'number' && { sizeBytes: Math.round(amount * BYTE_UNITS.MB) }) };
	});
	return {
		...(argv && { argv }),
		...text('workdir'),
		...text('user'),
		...text('hostname'),
		...capabilitiesOf(textIn(form, 'capabilities')),
		...(form.get('readonlyRoot') !== null && { readonlyRoot: true }),
		...(form.get('tty') !== null && { tty: true, stdin: true }),
		...(memoryFolders.length > 0 && { memoryFolders }),
		...(shell !== '' && { health: { ...CHECK_USUAL, shell, intervalSeconds } }),
		...readLater(form, wrong)
	};
}

/** Values of the fields for an existing box. */
export const laterValues = ({ pids, options }: Pick<BoxDetail, 'pids' | 'options'>): Record<string, string> => ({
	pids: String(pids),
	stopSignal: options.stopSignal ?? '',
	stopSeconds: options.stopSeconds?.toString() ?? ''
});

/** Fields that can be changed later, by setting. */
export const LATER_CHANGES = { pids: ['pids'], stopSignal: ['stopSignal'], stopSeconds: ['stopSeconds'] } as const;

/** Process options that differ from the defaults: facts with names for a person. */
export function processFacts({ options }: Pick<BoxDetail, 'options'>): { name: string; value: string }[] {
	const { hostname, capAdd, capDrop, readonlyRoot, memoryFolders, tty, health, stopSignal, stopSeconds } = options;
	const rights = [
		capDrop?.length ? `without ${capDrop.join(', ')}` : null,
		capAdd?.length ? `with ${capAdd.map((one) => one.replace('CAP_', '')).join(', ')}` : null
	].filter((one) => one !== null);
	const check = health && (health.shell ?? health.argv?.join(' '));
	const facts: [string, string | undefined][] = [
		['Name inside', hostname],
		['Rights of root', rights.length > 0 ? rights.join(', ') : undefined],
		['Root', readonlyRoot ? 'cannot be written to' : undefined],
		['In memory', memoryFolders?.map(({ target }) => target).join(', ') || undefined],
		['Terminal', tty ? 'its main program has one' : undefined],
		['Health', check && `${check}, every ${health.intervalSeconds} s`],
		['Stops by', stopSignal],
		['Killed after', stopSeconds === undefined ? undefined : `${stopSeconds} s`]
	];
	return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}
