/** Decides which uncaught errors leave the state of the process intact. */

/** Error codes of one connection or stream: https://nodejs.org/api/errors.html, errno(3). */
const CODES =
	/^(ECONN(RESET|REFUSED|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ENOTCONN|EAI_\w+|ENOTFOUND|HPE_\w+|ERR_HTTP2?_\w+|ERR_STREAM_\w+|ERR_INVALID_CHAR|ERR_SOCKET_\w+|ERR_SSL_\w+|ERR_TLS_\w+|UND_ERR_\w+|WS_ERR_\w+|Z_\w+_ERROR|ABORT_ERR)$/;

/**
 * Whether an uncaught error concerns only a connection or stream. Then the process continues: the
 * connection is lost, and no other operation was interrupted. Every other error may have left state
 * half written, and ends the process.
 */
export function isHarmless(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { code } = error as NodeJS.ErrnoException;
	return typeof code === 'string' && CODES.test(code);
}
