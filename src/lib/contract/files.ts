/** Names and descriptions of files in pups' storage. */
import * as v from 'valibot';

/**
 * Prefix of a path part that contains bytes in base64url. Names on a disk are bytes, and not all of
 * them are text. A name that is text is used as it is, unless it begins with this prefix.
 */
const AS_BYTES = 'base64:';

/** Longest path that a caller may send, in characters. */
const MAX_PATH = 16_384;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

function toBase64url(bytes: Uint8Array): string {
	const text = btoa(String.fromCharCode(...bytes));
	return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array | null {
	if (!/^[\w-]+$/.test(text)) return null;
	try {
		const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
		return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
	} catch {
		return null;
	}
}

/**
 * Returns how a name is shown and addressed.
 * @returns `name`, with � for bytes that are not text; `part`, which addresses exactly this name in
 * a path
 */
export function namePart(bytes: Uint8Array): { name: string; part: string } {
	try {
		const name = strict.decode(bytes);
		return { name, part: name.startsWith(AS_BYTES) ? AS_BYTES + toBase64url(bytes) : name };
	} catch {
		return { name: lenient.decode(bytes), part: AS_BYTES + toBase64url(bytes) };
	}
}

/** Returns the path part for a name. */
export const partOf = (name: string): string => namePart(encoder.encode(name)).part;

/** Returns the bytes of a path part; null when it is invalid. */
export function partBytes(part: string): Uint8Array | null {
	const bytes = part.startsWith(AS_BYTES) ? fromBase64url(part.slice(AS_BYTES.length)) : encoder.encode(part);
	if (bytes === null || bytes.length === 0 || bytes.length > 255) return null;
	if (bytes.includes(0) || bytes.includes(0x2f)) return null;
	const isDots = bytes.every((byte) => byte === 0x2e) && bytes.length <= 2;
	return isDots ? null : bytes;
}

/** Returns the name that a path part addresses, as it is shown. */
export function partName(part: string): string {
	const bytes = partBytes(part);
	return bytes === null ? part : namePart(bytes).name;
}

/** A folder inside a pup in which its image keeps data: `/var/lib/postgresql/data`. */
export const volumeTarget = v.pipe(
	v.string(),
	v.maxLength(1000),
	v.regex(/^\/[^\0]*$/, 'Give the folder’s path inside: /data.')
);

/** Splits a path into its parts; `''` is the storage itself. */
export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

/**
 * Returns the bytes of a path: `/`, then its parts with `/` between them.
 * @returns null when a part is invalid: `..`, NUL, too long
 */
export function pathBytes(path: string): Uint8Array | null {
	const all: number[] = [];
	for (const part of partsOf(path)) {
		const bytes = partBytes(part);
		if (bytes === null) return null;
		all.push(0x2f, ...bytes);
	}
	if (all.length > 4095) return null;
	return Uint8Array.from(all.length === 0 ? [0x2f] : all);
}

/** A path in the storage, including the storage itself. */
export const filePath = v.pipe(
	v.string('Give a path in the storage.'),
	v.maxLength(MAX_PATH, 'This path is too long.'),
	v.check((path) => pathBytes(path) !== null, 'This is not a path in the storage.')
);

/** A path to a file or folder in the storage. */
export const entryPath = v.pipe(
	filePath,
	v.check((path) => partsOf(path).length > 0, 'Name a file or folder in the storage.')
);

export const fileEntry = v.object({
	/** Name for display; it may contain any character. */
	name: v.string(),
	/** Addresses the entry in a path. */
	part: v.string(),
	/** `other`: a socket, pipe or device. */
	kind: v.picklist(['file', 'folder', 'link', 'other']),
	/** Bytes, for files. */
	size: v.number(),
	/** Milliseconds since the epoch. */
	modifiedAt: v.number(),
	/** Target of a link, as the link contains it. */
	target: v.optional(v.string())
});
export type FileEntry = v.InferOutput<typeof fileEntry>;

/** One page of a folder, by name. */
export const folderPage = v.object({
	entries: v.array(fileEntry),
	/** Number of entries, as far as they were counted. */
	total: v.number(),
	/** Whether the folder has more entries than are counted and can be listed. */
	more: v.boolean(),
	/** Send it as `after` for the next page; null at the end. */
	next: v.nullable(v.string())
});
export type FolderPage = v.InferOutput<typeof folderPage>;

/** Progress of an upload. */
export const uploadState = v.object({
	/** Bytes received so far: the next part begins here. */
	offset: v.number(),
	/** Whether the file is complete and in its place. */
	done: v.boolean()
});
export type UploadState = v.InferOutput<typeof uploadState>;

/** Most bytes of one part of an upload. */
export const UPLOAD_PART = 256 * 1024 * 1024;
/** Most entries of a folder that are read; `more` reports that there are others. */
export const MOST_ENTRIES = 1_000_000;
