/** The user as which the processes of a box run. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import type { ImageConfig } from '../build/types.ts';
import type { ContainerSpec } from '../containers/types.ts';
import { imageHome, imageUser } from '../host/index.ts';

export type BoxAccount = ContainerSpec['processes'][number]['user'];
const ROOT: BoxAccount = { uid: 0, gid: 0 };

/** A user in a box, with their home folder. */
export interface BoxUser {
	account: BoxAccount;
	home: string;
}

/**
 * Finds the requested user in the user lists of the box's image, as they were built; without a
 * request, returns the image's user.
 * @param user requested user; null: the image's
 * @param layers folders of its layers, base first
 * @throws BoxError 422 `invalid-input` for a name that does not exist there
 */
export async function userOf(
	user: string | null,
	layers: readonly string[],
	image: Pick<ImageConfig, 'account'> | null
): Promise<BoxUser> {
	if (user === null) {
		const account = image?.account ?? ROOT;
		const found = account.uid === 0 ? null : await imageHome(await withUsers(layers), account.uid);
		return { account, home: homeOf(account, found) };
	}
	try {
		const { account, home } = await imageUser(await withUsers(layers), user);
		return { account, home: homeOf(account, home) };
	} catch (error) {
		if (!isBoxError(error)) throw error;
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `The image has no user or group “${user.slice(0, 130)}”.`,
			hint: 'Create the box with a name from its /etc/passwd, or with a number.',
			cause: error
		});
	}
}

/** Root's home is fixed. @param found home in the image's user list */
const homeOf = ({ uid }: BoxAccount, found: string | null) => (uid === 0 ? '/root' : (found ?? '/'));

/** The topmost layer with a user list, which is the effective one. */
async function withUsers(layers: readonly string[]): Promise<string> {
	const has = await Promise.all(layers.map((layer) => lstat(join(layer, 'etc/passwd')).catch(() => null)));
	return layers[has.findLastIndex((found) => found !== null)] ?? layers.at(-1)!;
}

/** The user for display, without reading the image. */
export function accountWords(user: string | null, image: Pick<ImageConfig, 'account'> | null): string {
	if (user !== null) return user;
	const { uid, gid } = image?.account ?? ROOT;
	return `${uid}:${gid}`;
}
