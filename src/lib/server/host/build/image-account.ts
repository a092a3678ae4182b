/** The user that an image specifies (image-spec, config.md: “User”). */
import { BoxError } from '../../../contract/errors.ts';
import { readIn } from '../in-layer.ts';

/** Ids inside a container. */
export interface ImageAccount {
	uid: number;
	gid: number;
	/** Supplementary groups. */
	groups: number[];
}

/** Maximum size of a user or group file, bytes. */
const MOST_BYTES = 1024 * 1024;
const MOST_GROUPS = 32;
const LARGEST_ID = 65_535;

/** A user according to an image's own files. */
export interface ImageUser {
	account: ImageAccount;
	/** See {@link imageHome}. */
	home: string | null;
}

/**
 * Looks a user up in the image's own files, reading each once.
 * @param root folder of the image's files
 * @param user `name`, `id`, `name:group`, `id:group` …; empty for root
 * @throws BoxError 422 `image-unusable` for an unknown one
 */
export async function imageUser(root: string, user: string): Promise<ImageUser> {
	const users = await readUsers(root);
	const groups = fieldsOf(await readIn(root, '/etc/group', MOST_BYTES));
	const account = accountIn(users, groups, user);
	return { account, home: homeIn(users, account.uid) };
}

function accountIn(users: readonly string[][], groups: readonly string[][], user: string): ImageAccount {
	const [who = '', group] = (user.trim() || '0').split(':');
	const byName = users.find(([name]) => name === who);
	const entry = byName ?? users.find(([, , id]) => id === who);
	const uid = idOf(entry?.[2] ?? who, user);
	if (group) {
		const named = groups.find(([name]) => name === group);
		return { uid, gid: idOf(named?.[2] ?? group, user), groups: [] };
	}
	const name = entry?.[0];
	const further = groups.filter(([, , , members]) => name && members?.split(',').includes(name));
	return {
		uid,
		// Without an entry the group is unknown: use root's, as other container engines do.
		gid: entry ? idOf(entry[3] ?? '0', user) : 0,
		groups: further.slice(0, MOST_GROUPS).map(([, , id]) => idOf(id ?? '', user))
	};
}

/**
 * Returns the home folder of a user id, according to the image's own file.
 * @param root folder of the image's files
 * @returns null for an unknown id, and when the entry is no path
 */
export async function imageHome(root: string, uid: number): Promise<string | null> {
	return homeIn(await readUsers(root), uid);
}

const readUsers = async (root: string) => fieldsOf(await readIn(root, '/etc/passwd', MOST_BYTES));

function homeIn(users: readonly string[][], uid: number): string | null {
	const home = users.find(([, , id]) => id === String(uid))?.[5];
	return home && /^\/[^\0]{0,4095}$/.test(home) ? home : null;
}

/** Splits lines into colon-separated fields: passwd(5), group(5). */
const fieldsOf = (text: string) => text.split('\n').map((line) => line.split(':'));

function idOf(text: string, user: string): number {
	if (/^\d{1,5}$/.test(text) && Number(text) <= LARGEST_ID) return Number(text);
	throw new BoxError({
		code: 'image-unusable',
		status: 422,
		message: `The image has to run as “${user.slice(0, 80)}”, and has no such user or group below ${LARGEST_ID + 1}.`
	});
}
