/** Logos of pups: which files are accepted, and where those of remote sources are stored. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../contract/manifest.ts';
import { openInside, writeFileAtomic } from '../files/index.ts';
import type { ListedVersion, ReaderInput, SourceReader } from './types.ts';

export interface Logo {
	/**
	 * Absolute path of a folder that contains it at any depth. No path to it may leave that folder.
	 */
	folder: string;
	/** Path inside the folder. */
	path: string;
	/** Media type. */
	type: string;
}

interface Kind {
	type: string;
	/** Most bytes. */
	most: number;
	fits(head: Buffer): boolean;
}

const KIB = 1024;
const starts =
	(...bytes: number[]) =>
	(head: Buffer) =>
		bytes.every((byte, i) => head[i] === byte);
const jpeg: Kind = { type: 'image/jpeg', most: 2048 * KIB, fits: starts(0xff, 0xd8, 0xff) };
/**
 * By file extension. The content must match the extension (signatures: their specifications, first
 * bytes).
 */
const KINDS: Record<string, Kind> = {
	png: { type: 'image/png', most: 2048 * KIB, fits: starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
	jpg: jpeg,
	jpeg,
	webp: {
		type: 'image/webp',
		most: 2048 * KIB,
		fits: (head) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'
	},
	svg: {
		type: 'image/svg+xml',
		most: 512 * KIB,
		// A declaration, comments and a doctype may precede the root element.
		fits: (head) =>
			/^\uFEFF?\s*(<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(head.toString())
	}
};
/** Bytes that are examined. */
const HEAD_BYTES = 4096;

const endOf = (path: string) => path.split('.').at(-1)?.toLowerCase() ?? '';
const kindOf = (path: string): Kind | null => (Object.hasOwn(KINDS, endOf(path)) ? KINDS[endOf(path)]! : null);

/**
 * Finds the logo of a pup in a folder, confined to it.
 * @param folder absolute folder of the pup
 * @returns null where it has none, or where the file is too large or does not match its extension
 */
export async function findLogo(folder: string, manifest: Manifest): Promise<Logo | null> {
	const { logoPath } = manifest.meta;
	const kind = logoPath === null ? null : kindOf(logoPath);
	if (logoPath === null || kind === null) return null;
	try {
		const file = await openInside(folder, logoPath);
		try {
			if ((await file.stat()).size > kind.most) return null;
			const head = Buffer.alloc(HEAD_BYTES);
			const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
			if (!kind.fits(head.subarray(0, bytesRead))) return null;
			return { folder, path: logoPath, type: kind.type };
		} finally {
			await file.close();
		}
	} catch {
		return null;
	}
}

export interface LogoCache {
	/** The logo of a version, if it was fetched. */
	get(version: ListedVersion): Logo | null;
	/** Fetches the logo where it is missing. */
	fill(reader: SourceReader, input: ReaderInput, version: ListedVersion): Promise<void>;
	/** Removes all logos but those of these versions. */
	keepOnly(versions: readonly ListedVersion[]): void;
}

/**
 * Stores logos of one source in a folder of ours, by the content that they belong to.
 * @param folder absolute; created with the first logo
 */
export function createLogoCache(folder: string): LogoCache {
	const nameOf = ({ identity, sourcePath, manifest }: ListedVersion): string | null => {
		const { logoPath } = manifest.meta;
		if (logoPath === null || !kindOf(logoPath)) return null;
		const key = createHash('sha256').update(`${identity}\n${sourcePath}\n${logoPath}`).digest('hex').slice(0, 32);
		return `${key}.${endOf(logoPath)}`;
	};
	return {
		get(version) {
			const name = nameOf(version);
			return name !== null && existsSync(join(folder, name)) ? { folder, path: name, type: kindOf(name)!.type } : null;
		},
		async fill(reader, input, version) {
			const name = nameOf(version);
			if (name === null || existsSync(join(folder, name))) return;
			const kind = kindOf(name)!;
			const bytes = await reader.file(input, version, version.manifest.meta.logoPath!, kind.most).catch(() => null);
			if (!bytes || !kind.fits(bytes.subarray(0, HEAD_BYTES))) return;
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			writeFileAtomic(join(folder, name), bytes);
		},
		keepOnly(versions) {
			if (!existsSync(folder)) return;
			const kept = new Set(versions.map(nameOf));
			for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name), { force: true });
		}
	};
}
