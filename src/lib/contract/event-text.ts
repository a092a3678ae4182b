/** Parses server-sent events (HTML living standard, 9.2.6), for programs that follow a stream. */

export interface ReadEvent {
	event: string;
	/** Parsed JSON. */
	data: unknown;
	/** The most recent id, of this event or an earlier one. */
	id: string | null;
}

/** Takes a stream of text in pieces and returns the complete events. */
export function createEventReader(): { push(text: string): ReadEvent[] } {
	let rest = '';
	let id: string | null = null;
	function eventOf(block: string): ReadEvent | null {
		let event = 'message';
		const data: string[] = [];
		for (const line of block.split('\n')) {
			const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
			if (name === 'event') event = value;
			else if (name === 'data') data.push(value);
			else if (name === 'id') id = value;
		}
		return data.length === 0 ? null : { event, data: JSON.parse(data.join('\n')) as unknown, id };
	}
	return {
		push(text) {
			rest += text.replaceAll('\r\n', '\n');
			const blocks = rest.split('\n\n');
			rest = blocks.pop() ?? '';
			return blocks.flatMap((block) => eventOf(block) ?? []);
		}
	};
}
