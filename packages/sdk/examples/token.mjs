// Logs in with the password on the standard input, makes a token that may look, and prints it:
//   node token.mjs http://box.local:8080 < password
import { text } from 'node:stream/consumers';
import { createClient, isDogeboxError } from '@dogebox/sdk/node';

const url = process.argv[2] ?? 'http://localhost:8080';
const password = (await text(process.stdin)).replace(/\r?\n$/, '');
try {
	const session = await createClient({ url }).sessions.create({ password });
	const box = createClient({ url, token: session.token });
	const { token } = await box.tokens.create({ name: 'Example', scopes: ['see'], days: 30 });
	// The session has done its work.
	await box.sessions.remove('current');
	console.log(token);
} catch (error) {
	if (!isDogeboxError(error, 'wrong-password')) throw error;
	console.error(`${error.message} ${error.hint}`);
	process.exitCode = 1;
}
