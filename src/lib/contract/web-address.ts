/** Web addresses that the owner enters and to which the box sends. */
import * as v from 'valibot';

/** Checks that a text is a web address without credentials, which would be shown. */
export const isWebAddress = v.check((text: string) => {
	try {
		const { protocol, username, password } = new URL(text);
		return (protocol === 'https:' || protocol === 'http:') && !username && !password;
	} catch {
		return false;
	}
}, 'Give a web address that begins with https:// or http:// and has no user name or password in it.');
