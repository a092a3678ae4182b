/**
 * `docker login`: checks whether a registry accepts a user name and password. Neither is stored.
 */
import * as v from 'valibot';
import { isBoxError } from '../../../../contract/errors.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError } from '../errors.ts';
import type { Route } from '../router.ts';

const text = v.nullish(v.string(), '');
/** Field names of moby’s registry.AuthConfig. */
const askedLogin = v.object({ username: text, password: text, serveraddress: text, identitytoken: text });

/** @throws DockerError 400 */
function readLogin(body: unknown): v.InferOutput<typeof askedLogin> {
	const parsed = v.safeParse(askedLogin, body ?? {});
	if (!parsed.success) throw badRequest('invalid request: give username, password and serveraddress as texts');
	if (parsed.output.username !== '' && parsed.output.password !== '') return parsed.output;
	throw badRequest(
		parsed.output.identitytoken === ''
			? 'no name or no password was given'
			: 'This box logs in to registries with a user name and a password, not with an identity token.'
	);
}

export function authRoutes({ box, perform }: DockerContext): Route[] {
	async function login(call: DockerCall): Promise<void> {
		const { username, password, serveraddress } = readLogin(await call.json());
		// Removes credentials that somebody may have written into the address.
		const registry = serveraddress.replace(/^.*@/s, '');
		try {
			await perform(call, 'docker.login', registry, () =>
				box.images.signIn(serveraddress, { username, password }, call.signal)
			);
		} catch (error) {
			// On this status clients ask for the password again.
			if (isBoxError(error) && error.code === 'registry-refused') throw new DockerError(401, error.message);
			throw error;
		}
		call.answer(200, { Status: 'Login Succeeded', IdentityToken: '' });
	}
	return [{ method: 'POST', path: '/auth', handle: login }];
}
