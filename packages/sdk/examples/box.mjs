// Which box: DOGEBOX_SOCKET, or DOGEBOX_URL with DOGEBOX_TOKEN. The other examples import it.
import { createClient } from '@dogebox/sdk/node';

const { DOGEBOX_SOCKET, DOGEBOX_URL = 'http://localhost:8080', DOGEBOX_TOKEN } = process.env;

export const box = createClient(
	DOGEBOX_SOCKET ? { socket: DOGEBOX_SOCKET } : { url: DOGEBOX_URL, token: DOGEBOX_TOKEN }
);

/** The pup of this name. */
export async function pupNamed(name) {
	const { pups } = await box.pups.list();
	const pup = pups.find((one) => one.name === name || one.id === name);
	if (!pup) throw new Error(`No pup “${name}” is installed.`);
	return pup;
}
