/** Files in the storage of pups: how they are named and described. */
import * as v from 'valibot';

/**
 * What a part of a path begins with where bytes follow in base64url: names on a disk are bytes, and
 * not all of them are text. A name that is text stands for itself, unless it begins so.
 */
const AS_BYTES = 'base64:';

/** Longest path as a caller gives it, characters. */
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
 * How a name is shown and addressed.
 * @returns `name`, with � for what is no text; `part`, which stands for the very name in a path
 */
export function namePart(bytes: Uint8Array): { name: string; part: string } {
	try {
		const name = strict.decode(bytes);
		return { name, part: name.startsWith(AS_BYTES) ? AS_BYTES + toBase64url(bytes) : name };
	} catch {
		return { name: lenient.decode(bytes), part: AS_BYTES + toBase64url(bytes) };
	}
}

/** What stands for a name in a path. */
export const partOf = (name: string): string => namePart(encoder.encode(name)).part;

/** The bytes of a part of a path; null where it is none. */
export function partBytes(part: string): Uint8Array | null {
	const bytes = part.startsWith(AS_BYTES) ? fromBase64url(part.slice(AS_BYTES.length)) : encoder.encode(part);
	if (bytes === null || bytes.length === 0 || bytes.length > 255) return null;
	if (bytes.includes(0) || bytes.includes(0x2f)) return null;
	const isDots = bytes.every((byte) => byte === 0x2e) && bytes.length <= 2;
	return isDots ? null : bytes;
}

/** The name that a part stands for, as it is shown. */
export function partName(part: string): string {
	const bytes = partBytes(part);
	return bytes === null ? part : namePart(bytes).name;
}

/** A folder inside of a pup in which its image keeps data: `/var/lib/postgresql/data`. */
export const volumeTarget = v.pipe(
	v.string(),
	v.maxLength(1000),
	v.regex(/^\/[^\0]*$/, 'Give the folder as it is called inside: /data.')
);

/** Parts of a path: `''` is the storage itself. */
export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

/**
 * The bytes of a path, `/` and its parts with `/` between them.
 * @returns null where a part is none: `..`, NUL, too long
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

/** A path in the storage, the storage itself included. */
export const filePath = v.pipe(
	v.string('Give a path in the storage.'),
	v.maxLength(MAX_PATH, 'This path is too long.'),
	v.check((path) => pathBytes(path) !== null, 'This is no path in the storage.')
);

/** A path to something in the storage. */
export const entryPath = v.pipe(
	filePath,
	v.check((path) => partsOf(path).length > 0, 'Name a file or folder in the storage.')
);

export const fileEntry = v.object({
	/** As it is to be shown; it may hold any character. */
	name: v.string(),
	/** Stands for it in a path. */
	part: v.string(),
	/** `other`: a socket, pipe or device. */
	kind: v.picklist(['file', 'folder', 'link', 'other']),
	/** Bytes; of files. */
	size: v.number(),
	/** Milliseconds since the epoch. */
	modifiedAt: v.number(),
	/** Where a link leads, as it says itself. */
	target: v.optional(v.string())
});
export type FileEntry = v.InferOutput<typeof fileEntry>;

/** A part of a folder, by name. */
export const folderPage = v.object({
	entries: v.array(fileEntry),
	/** What it holds in all, as far as it was counted. */
	total: v.number(),
	/** It holds more than is counted, and than can be listed. */
	more: v.boolean(),
	/** Give it as `after` for what follows; null at the end. */
	next: v.nullable(v.string())
});
export type FolderPage = v.InferOutput<typeof folderPage>;

/** How far an upload is. */
export const uploadState = v.object({
	/** Bytes that are there: the next part begins here. */
	offset: v.number(),
	/** It is whole and in its place. */
	done: v.boolean()
});
export type UploadState = v.InferOutput<typeof uploadState>;

/** Most bytes of one part of an upload. */
export const UPLOAD_PART = 256 * 1024 * 1024;
/** Entries of a folder that are looked at; more are reported as `more`. */
export const MOST_ENTRIES = 1_000_000;
