/** `dbx logs -f` prints lines of a log as they are written. */
import type { ServerFrame } from '../../lib/contract/live.ts';
import { showPlainLines } from '../../lib/contract/hidden-characters.ts';
import type { LogPage } from '../../lib/contract/log-page.ts';
import type { Session } from './around.ts';
import { eachMessage } from './connection.ts';
import { EXIT, Failure } from './failure.ts';
import { timeText } from './output.ts';

type Line = LogPage['lines'][number];

/**
 * Prints lines. At a terminal, control characters are removed, so that no line moves the cursor.
 */
function print({ around, json }: Session, lines: readonly Line[], several: boolean): void {
	for (const line of lines) {
		if (json) around.out(`${JSON.stringify(line)}\n`);
		else {
			const text = around.terminal.out ? showPlainLines(line.text) : line.text;
			around.out(`${timeText(line.at)} ${several ? `${line.service}: ` : ''}${text}\n`);
		}
	}
}

/**
 * Shows a log.
 * @param path of the log: `/pups/{id}/logs`
 * @param channel of the live socket that delivers its new lines
 * @param options.follow continues with new lines until interrupted
 */
export async function showLog(
	session: Session,
	path: string,
	channel: string,
	options: { query: Record<string, string>; follow: boolean }
): Promise<void> {
	const search = new URLSearchParams(options.query).toString();
	const page = await session.connection().json<LogPage>({ method: 'GET', path: `${path}${search && `?${search}`}` });
	const several = channel.startsWith('pup:') && options.query['service'] === undefined;
	print(session, page.lines, several);
	if (!options.follow) return;
	const socket = await session.connection().socket('/live');
	await new Promise<never>((_, reject) => {
		socket.once('error', (error) => reject(new Failure(EXIT.away, `The connection broke: ${error.message}.`)));
		socket.once('close', () => reject(new Failure(EXIT.away, 'The box closed the connection.')));
		const take = (frame: ServerFrame) => {
			if (frame.type === 'error') reject(new Failure(EXIT.failed, frame.message));
			else if (frame.type === 'log') {
				const wanted = options.query['service'];
				print(
					session,
					frame.lines.filter(({ service }) => wanted === undefined || service === wanted),
					several
				);
			}
		};
		eachMessage(socket, take, reject);
		socket.send(JSON.stringify({ type: 'subscribe', channels: [channel], after: { [channel]: page.cursor } }));
	});
}
