/** Measures what takes space besides pups' data, and frees what is unused. */
import { bytes } from '../../contract/bytes.ts';
import type { FreedSpace, SpacePart } from '../../contract/box.ts';
import type { Services } from '../services.ts';

type Rooms = Pick<Services, 'pups' | 'outbound' | 'boxLog'>;
/** The services that measuring needs. */
interface Seen {
	pups: Pick<Rooms['pups'], 'layers' | 'logSpace'>;
	outbound: Pick<Rooms['outbound'], 'kept'>;
	boxLog: Pick<Rooms['boxLog'], 'space'>;
}

/** Newer downloads are kept because they may be about to be unpacked; milliseconds. */
const FRESH_MS = 10 * 60_000;

/** Names of log owners that an answer lists. If only one more exists, it is listed, too. */
const NAMED = 4;

/**
 * Describes what is freed, for a person.
 * @param whose owners of the logs, largest first
 */
const TEXT: Readonly<Record<SpacePart['what'], (size: string, whose: string) => string>> = {
	layers: (size) =>
		`${size} of programs that no pup uses any more. If one is installed that needs them, they are built again.`,
	downloads: (size) =>
		`${size} of files that were downloaded to build programs. What is needed again is downloaded again.`,
	logs: (size, whose) =>
		`${size} of older lines in the logs${whose && ` of ${whose}`}. The newest lines stay: the file that a log is written to is never touched.`
};

interface Part extends Omit<SpacePart, 'text'> {
	/** Owners of the logs, for a person. */
	whose: string;
}

/** Returns the parts with their sizes, and how much of each can be freed. */
export async function spaceParts(seen: Seen): Promise<SpacePart[]> {
	return (await measure(seen)).map(({ whose, ...part }) => ({
		...part,
		text: TEXT[part.what](bytes(part.unused), whose)
	}));
}

async function measure({ pups, outbound, boxLog }: Seen): Promise<Part[]> {
	const layers = pups.layers();
	const downloads = await outbound.kept(FRESH_MS);
	const logs = [...(await pups.logSpace()), { name: 'the box', ...(await boxLog.space()) }];
	const sum = (key: 'bytes' | 'older') => logs.reduce((total, one) => total + one[key], 0);
	return [
		{ what: 'layers', bytes: layers.total, unused: layers.unused, whose: '' },
		{ what: 'downloads', bytes: downloads.total, unused: downloads.unused, whose: '' },
		{ what: 'logs', bytes: sum('bytes'), unused: sum('older'), whose: whoseLogs(logs) }
	];
}

/** Lists the owners of older log lines, those with the most first. */
function whoseLogs(logs: readonly { name: string; older: number }[]): string {
	const names = logs
		.filter(({ older }) => older > 0)
		.toSorted((a, b) => b.older - a.older)
		.map(({ name }) => name);
	const more = names.length - NAMED;
	const named = more > 1 ? [...names.slice(0, NAMED), `${more} more`] : names;
	return new Intl.ListFormat('en-GB').format(named);
}

/**
 * Frees parts.
 * @param plan only returns what would be freed
 */
export async function freeSpace(
	rooms: Rooms,
	wanted: readonly SpacePart['what'][],
	plan: boolean
): Promise<FreedSpace[]> {
	const { pups, outbound, boxLog } = rooms;
	const free: Record<SpacePart['what'], () => Promise<number>> = {
		layers: () => pups.freeLayers(),
		downloads: () => outbound.sweep(FRESH_MS),
		logs: async () => (await pups.freeLogs()) + (await boxLog.free())
	};
	const freed: FreedSpace[] = [];
	for (const { what, unused, whose } of await measure(rooms)) {
		if (!wanted.includes(what)) continue;
		const size = plan ? unused : await free[what]();
		freed.push({ what, bytes: size, text: TEXT[what](bytes(size), whose) });
	}
	return freed;
}
