/** `dbx login` gets a token for a box and stores it, readable by its owner only. */
import { hostname, userInfo } from 'node:os';
import { askSecret } from './ask.ts';
import type { Around, Session } from './around.ts';
import { connectTo } from './connection.ts';
import { needName, needUrl, type BoxContext } from './contexts.ts';
import { EXIT, Failure } from './failure.ts';

const TOKEN = /^dbx_api_/;

/** Creates an API token by the password. The session that creates it ends at once. */
async function tokenByPassword(box: BoxContext, around: Around, password: string, scopes: string[], days: number) {
	const { token: session } = await connectTo(box, around.version).json<{ token: string }>({
		method: 'POST',
		path: '/sessions',
		json: { password }
	});
	const owner = connectTo({ ...box, token: session }, around.version);
	try {
		const { username } = userInfo();
		const name = `dbx of ${username} on ${hostname()}`.slice(0, 60);
		return await owner.json<{ token: string; id: string }>({
			method: 'POST',
			path: '/tokens',
			json: { name, scopes, days }
		});
	} finally {
		await owner.json({ method: 'DELETE', path: '/sessions/current' });
	}
}

/** Logs in to a box, and makes it the selected one. */
export async function login(
	session: Session,
	given: string | undefined,
	options: { name?: string | undefined; scopes: string; days: string }
): Promise<void> {
	const { around } = session;
	const url = needUrl(given ?? session.box().url ?? 'http://localhost:8080');
	const name = needName(options.name ?? new URL(url).hostname.replace(/^\[|\]$/g, '').replaceAll(':', '-'));
	const secret = await askSecret(`Password of the box at ${url}, or an API token`);
	if (secret === '') throw new Failure(EXIT.usage, 'Nothing was given.');
	const token = TOKEN.test(secret)
		? secret
		: (await tokenByPassword({ url }, around, secret, options.scopes.split(','), Number(options.days))).token;
	const box: BoxContext = { url, token };
	// Checks the token before it is stored.
	await connectTo(box, around.version)
		.json({ method: 'GET', path: '/jobs?limit=1' })
		.catch((error: unknown) => {
			if (!(error instanceof Failure) || error.problem?.code !== 'missing-scope') throw error;
		});
	const contexts = session.contexts();
	session.keep({ current: name, boxes: { ...contexts.boxes, [name]: box } });
	around.out(`Logged in. This box is called “${name}” here.\n`);
}

/** Forgets a box. Its token stays valid until it is revoked or expires. */
export function logout(session: Session, given: string | undefined): void {
	const { current, boxes } = session.contexts();
	const name = given ?? current;
	if (name === null || !Object.hasOwn(boxes, name)) throw new Failure(EXIT.notFound, 'No such box is known here.');
	const { [name]: _gone, ...rest } = boxes;
	session.keep({ current: current === name ? null : current, boxes: rest });
	session.around.out(`“${name}” was forgotten. Revoke its token with dbx tokens remove, or in the settings.\n`);
}
