/** What of the box takes space beside pups' data, and freeing what nobody uses of it. */
import { bytes } from '../../contract/bytes.ts';
import type { FreedSpace, SpacePart } from '../../contract/box.ts';
import type { Services } from '../services.ts';

type Rooms = Pick<Services, 'pups' | 'outbound'>;
/** What looking needs of them. */
interface Seen {
	pups: Pick<Rooms['pups'], 'layers'>;
	outbound: Pick<Rooms['outbound'], 'kept'>;
}

/** A download may be about to be unpacked; milliseconds. */
const FRESH_MS = 10 * 60_000;

/** What goes, for a person. */
const TEXT: Readonly<Record<SpacePart['what'], (size: string) => string>> = {
	layers: (size) =>
		`${size} of programs that no pup uses any more. If one is installed that needs them, they are built again.`,
	downloads: (size) =>
		`${size} of files that were downloaded to build programs. What is needed again is downloaded again.`
};

/** Sizes of the parts, and what of them can go. */
export async function spaceParts({ pups, outbound }: Seen): Promise<SpacePart[]> {
	const layers = pups.layers();
	const downloads = await outbound.kept(FRESH_MS);
	const part = (what: SpacePart['what'], total: number, unused: number): SpacePart => ({
		...{ what, bytes: total, unused },
		text: TEXT[what](bytes(unused))
	});
	return [part('layers', layers.total, layers.unused), part('downloads', downloads.total, downloads.unused)];
}

/**
 * Frees parts.
 * @param plan only says what would go
 */
export async function freeSpace(
	rooms: Rooms,
	wanted: readonly SpacePart['what'][],
	plan: boolean
): Promise<FreedSpace[]> {
	const { pups, outbound } = rooms;
	const free = { layers: () => pups.freeLayers(), downloads: () => outbound.sweep(FRESH_MS) };
	const freed: FreedSpace[] = [];
	for (const { what, unused } of await spaceParts(rooms)) {
		if (!wanted.includes(what)) continue;
		const size = plan ? unused : await free[what]();
		freed.push({ what, bytes: size, text: TEXT[what](bytes(size)) });
	}
	return freed;
}
