/** Sends a plain text mail over SMTP, through the outbound proxy, which checks the destination. */
import { createTransport } from 'nodemailer';
import { BoxError } from '../../../contract/errors.ts';
import { hostPortOf } from '../../outbound/index.ts';
import type { EmailTarget } from '../targets.ts';
import { LIMITS } from './limits.ts';
import type { Send } from './types.ts';

const WORDS = { critical: 'Urgent', warning: 'Warning', info: 'Note' } as const;

export const send: Send<EmailTarget> = async (target, message, { outbound, signal, authorities }) => {
	const { host, port, security, username, secret, from, to } = target;
	const address = `https://${host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host}:${port}/`;
	const proxy = await outbound.proxy({ allow: [hostPortOf(address)], ...LIMITS });
	const transport = createTransport({
		host,
		port,
		secure: security === 'tls',
		requireTLS: security === 'starttls',
		ignoreTLS: security === 'none',
		proxy: proxy.url,
		...(username && { auth: { user: username, pass: secret ?? '' } }),
		connectionTimeout: LIMITS.idleMs,
		greetingTimeout: LIMITS.idleMs,
		socketTimeout: LIMITS.idleMs,
		tls: { servername: host, ...(authorities && { ca: authorities }) },
		disableFileAccess: true,
		disableUrlAccess: true
	});
	const stop = () => void proxy.close();
	signal.addEventListener('abort', stop, { once: true });
	try {
		const { box, severity, title, text, link, itemId } = message;
		await transport.sendMail({
			from: { name: box, address: from },
			to,
			subject: `${WORDS[severity]}: ${title} (${box})`,
			text: [title, '', text, ...(link ? ['', link] : [])].join('\n'),
			messageId: `<${message.id}@${box}.dogebox.invalid>`,
			headers: { 'X-Dogebox-Item': itemId, 'Auto-Submitted': 'auto-generated' }
		});
	} catch (error) {
		throw inWords(error, proxy.refusal(), host);
	} finally {
		signal.removeEventListener('abort', stop);
		transport.close();
		await proxy.close();
	}
};

/**
 * Describes nodemailer's error without its details: a server's response may repeat the credentials.
 */
function inWords(error: unknown, refusal: string | null, host: string): BoxError {
	const { code, responseCode } = error as { code?: string; responseCode?: number };
	const failed = (message: string, hint: string) => new BoxError({ code: 'not-sent', status: 502, message, hint });
	if (refusal !== null) return failed(refusal, 'Check the name and port of the mail server.');
	if (code === 'EAUTH') return failed(`“${host}” does not accept the user name and password.`, 'Check both.');
	if (code === 'ETLS' || code === 'ESOCKET') {
		return failed(
			`No protected connection to “${host}” could be made.`,
			'Choose the connection’s protection and port as the provider of the mail server says.'
		);
	}
	if (responseCode) {
		return failed(
			`“${host}” refuses the mail (status ${responseCode}).`,
			'Check the addresses of sender and receiver.'
		);
	}
	return failed(
		`“${host}” did not accept the mail.`,
		'Check the name and port of the mail server, or try again later.'
	);
}
