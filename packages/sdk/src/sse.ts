/** Server-sent events (HTML living standard, 9.2.6), of a server that is not trusted. */
import { TooMuch } from './bounded.ts';

/** An event as it came. */
export interface RawEvent {
	event: string;
	data: string;
	/** The last id that was given, on this event or before. */
	id: string | null;
}

/** Takes text in pieces, gives the events that are whole. */
export interface EventParser {
	/** @throws TooMuch where one event is longer than it may be */
	push(text: string): RawEvent[];
}

/** @param most characters of one event */
export function createEventParser(most: number): EventParser {
	let line = '';
	let event = '';
	let data: string[] = [];
	let size = 0;
	let id: string | null = null;
	let afterReturn = false;
	let begun = false;

	function endLine(found: RawEvent[]): void {
		if (line === '') {
			if (data.length > 0) found.push({ event: event || 'message', data: data.join('\n'), id });
			event = '';
			data = [];
			size = 0;
			return;
		}
		const colon = line.indexOf(':');
		const name = colon === -1 ? line : line.slice(0, colon);
		const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
		size += line.length;
		line = '';
		if (name === 'data') data.push(value);
		else if (name === 'event') event = value;
		else if (name === 'id' && !value.includes('\0')) id = value;
		else if (colon === 0) size = data.length === 0 ? 0 : size;
	}

	return {
		push(text) {
			const found: RawEvent[] = [];
			let from = 0;
			if (!begun && text !== '') {
				begun = true;
				if (text.startsWith('\ufeff')) from = 1;
			}
			for (let at = from; at < text.length; at++) {
				const sign = text.charCodeAt(at);
				if (sign !== 10 && sign !== 13) {
					afterReturn = false;
					continue;
				}
				const second = sign === 10 && afterReturn;
				afterReturn = sign === 13;
				if (!second) {
					line += text.slice(from, at);
					if (line.length + size > most) throw new TooMuch();
					endLine(found);
				}
				from = at + 1;
			}
			line += text.slice(from);
			if (line.length + size > most) throw new TooMuch();
			return found;
		}
	};
}
