/**
 * Adds what a pup's root filesystem needs and an image may lack. The image is hostile: no link in
 * it is followed.
 */
import { chmod, chown, lchown, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';

/** Mount points and their modes. */
const FOLDERS: readonly [path: string, mode: number][] = [
	['dev', 0o755],
	['proc', 0o555],
	['sys', 0o555],
	['run', 0o755],
	['tmp', 0o1777],
	['pup', 0o755],
	['storage', 0o755]
];

/**
 * Account of a pup's services (reference: pups.md, “What a running pup sees”), and the entries
 * around it in an image without accounts.
 */
const ACCOUNTS: readonly { file: string; line: string; fallback: string; mode: number }[] = [
	{
		file: 'passwd',
		line: 'pup:x:420:69:pup:/storage:/sbin/nologin',
		fallback: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n',
		mode: 0o644
	},
	{ file: 'group', line: 'pup:x:69:', fallback: 'root:x:0:\nnogroup:x:65534:\n', mode: 0o644 },
	{ file: 'shadow', line: 'pup:!:1::::::', fallback: 'root:*:1::::::\nnobody:*:1::::::\n', mode: 0o600 }
];

/** Larger account files are left unchanged, bytes. */
const MAX_ACCOUNTS = 1024 * 1024;

/**
 * Adds mount points and the account of the pup.
 * @param root absolute folder, which nobody else writes to
 * @param owner host id of the container's root
 * @throws BoxError 422 `image-unusable`
 */
export async function completeRoot(root: string, owner: number): Promise<void> {
	await chown(root, owner, owner);
	await chmod(root, 0o755);
	const etc = join(root, 'etc');
	const found = await lstat(etc).catch(() => null);
	// The container's hosts file and others go there. Replacing a link by a folder would
	// lose the image's files behind the link.
	if (found && !found.isDirectory()) throw unusable('Its /etc is no folder.');
	if (!found) await createFolder(etc, 0o755, owner);
	for (const [path, mode] of FOLDERS) {
		const place = join(root, path);
		const there = await lstat(place).catch(() => null);
		if (there?.isDirectory()) continue;
		if (there) await rm(place, { force: true });
		await createFolder(place, mode, owner);
	}
	for (const account of ACCOUNTS) await addAccount(etc, account, owner);
}

async function addAccount(
	etc: string,
	{ file, line, fallback, mode }: (typeof ACCOUNTS)[number],
	owner: number
): Promise<void> {
	const path = join(etc, file);
	const found = await lstat(path).catch(() => null);
	if (found?.isDirectory()) throw unusable(`Its /etc/${file} is a folder.`);
	const usual = found?.isFile() ? found : null;
	if (usual && usual.size > MAX_ACCOUNTS) return;
	const text = usual ? await read(path) : fallback;
	const [name, , number] = line.split(':');
	// In shadow the third field is a date, so only names are compared.
	const taken = text
		.split('\n')
		.map((entry) => entry.split(':'))
		.some((entry) => entry[0] === name || (file !== 'shadow' && entry[2] === number));
	if (taken) return;
	const changed = `${path}.new`;
	await rm(changed, { recursive: true, force: true });
	const handle = await open(changed, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
	try {
		await handle.writeFile(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`, 'latin1');
		await handle.chown(usual?.uid ?? owner, usual?.gid ?? owner);
		await handle.chmod(usual ? usual.mode & 0o7777 : mode);
	} finally {
		await handle.close();
	}
	await rename(changed, path);
}

async function read(path: string): Promise<string> {
	const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		// Latin-1 maps each byte to one character, so any encoding survives unchanged.
		return await handle.readFile('latin1');
	} finally {
		await handle.close();
	}
}

async function createFolder(path: string, mode: number, owner: number): Promise<void> {
	await mkdir(path);
	await lchown(path, owner, owner);
	await chmod(path, mode);
}

function unusable(why: string): BoxError {
	return new BoxError({ code: 'image-unusable', status: 422, message: `The image cannot be used. ${why}` });
}
